import { Country, InvalidRequest, Part, Shown, Text } from '@app/kernel';
import { type VatStanding, VatCheckView, isInEu, taxNumber, taxNumberExample, vatCheckView } from '@app/licensees';

/** The company for which somebody calls [E24, A2]. All of it is said each time, so that no two halves are mixed. */
export class BusinessInput {
  @Text({ description: 'Name of the company', max: 200, example: 'Analytical Ltd' }) company: string;
  @Text({ description: 'Street and number', max: 200, example: 'Hauptstr. 1' }) line1: string;
  @Text({ description: 'Second line', max: 200, optional: true }) line2?: string;
  @Text({ description: 'Postal code', max: 20, example: '10115' }) postalCode: string;
  @Text({ description: 'City', max: 100, example: 'Berlin' }) city: string;
  @Country({ description: 'Country where the company is established, ISO 3166-1' })
  country: string;
  @Text({
    description:
      "VAT number of that country; its form is checked at once, and numbers of the EU in the EU's register soon after",
    max: 30,
    example: 'DE136695976',
    optional: true,
  })
  vatNumber?: string;
}

/** {@link BusinessInput} as a member of another request. */
export const BusinessField = (): PropertyDecorator =>
  Part(() => BusinessInput, {
    description:
      'The company for which the user calls; null = none. With a valid VAT number of another EU state than the seller’s, calls have no tax where the customer’s place decides: the company owes it (reverse charge)',
    optional: true,
    nullable: true,
  });

/** As it is kept. */
export interface Business {
  readonly company: string;
  readonly line1: string;
  readonly line2?: string;
  readonly postalCode: string;
  readonly city: string;
  readonly country: string;
  readonly vatNumber?: string;
}

export class BusinessView extends BusinessInput {
  @Shown('What the EU’s register says of the number; null without a number of the EU', {
    type: () => VatCheckView,
    nullable: true,
  })
  vatCheck: VatCheckView | null;
}

/** Members in one order, the number in its comparable form. @throws InvalidRequest for a number that cannot be right */
export function keptBusiness({ company, line1, line2, postalCode, city, country, vatNumber }: Business): Business {
  const number = vatNumber === undefined ? undefined : taxNumber(country, vatNumber);
  if (vatNumber !== undefined && number === undefined) {
    const example = taxNumberExample(country);
    throw new InvalidRequest([
      {
        pointer: '/business/vatNumber',
        detail: `is no VAT number of ${country}${example === undefined ? '' : `; one looks like ${example}`}`,
      },
    ]);
  }
  return {
    company: company.trim(),
    line1,
    ...(line2 !== undefined && { line2 }),
    postalCode,
    city,
    country,
    ...(number !== undefined && { vatNumber: number }),
  };
}

/** Of a number whose row was not written yet. */
const UNCHECKED: VatStanding = { result: 'unchecked', checkedAt: null, consultation: null, name: null };

export const businessView = (business: Business | null, standing: VatStanding | undefined): BusinessView | null =>
  business && {
    ...keptBusiness(business),
    vatCheck:
      business.vatNumber === undefined || !isInEu(business.country) ? null : vatCheckView(standing ?? UNCHECKED),
  };

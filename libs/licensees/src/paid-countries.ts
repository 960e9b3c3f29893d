import { Problem } from '@app/kernel';

/** Where separate charges and transfers of Stripe Connect reach (reference/money.md 2.5). */
const PAID_COUNTRIES = new Set(
  'AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK US CA'.split(' '),
);

export class CountryNotPaid extends Problem {
  static override readonly type = 'country-not-paid';
  static override readonly title = 'Nobody in this country can be paid out';
  static override readonly status = 409;
  constructor(country: string) {
    super(
      `Transfers go to the EEA, the United Kingdom, Switzerland, the United States and Canada, not to ${country}.`,
      {
        country,
      },
    );
  }
}

/** @param country ISO 3166-1 @throws CountryNotPaid where nobody can be paid out through Stripe */
export function assertPaid(country: string): void {
  if (!PAID_COUNTRIES.has(country)) throw new CountryNotPaid(country);
}

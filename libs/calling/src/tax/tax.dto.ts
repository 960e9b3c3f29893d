import { Choice, ListEnvelope, Shown, Text } from '@app/kernel';

export class TaxEvidenceView {
  @Shown(
    "declared: the person says so. card: the bank of a saved card is there. ip: the address that was asked from is there. vat_number: their company is registered there. seller: nothing is known, so the licensee's country",
    {
      type: String,
      enum: ['declared', 'card', 'ip', 'vat_number', 'seller'],
    },
  )
  kind: string;
  @Shown('ISO 3166-1', { type: String, example: 'FR' }) country: string;
}

export class TaxedBusinessView {
  @Shown('Name of the company') company: string;
  @Shown('Where it is established, ISO 3166-1', { example: 'FR' }) country: string;
  @Shown('Its VAT number', { example: 'FR40303265045' }) vatNumber: string;
  @Shown("What was known of the number: valid, invalid, or unchecked while the EU's register has not answered", {
    type: String,
    enum: ['valid', 'invalid', 'unchecked'],
  })
  result: 'valid' | 'invalid' | 'unchecked';
  @Shown("The register's number of the question", { type: String, nullable: true }) consultation: string | null;
  @Shown('When it answered', { type: String, format: 'date-time', nullable: true }) checkedAt: string | null;
}

/** How a price is taxed, and how it is shown. */
export class TaxView {
  @Shown('inclusive: prices contain the tax. exclusive: it comes on top of them', {
    type: String,
    enum: ['inclusive', 'exclusive'],
  })
  display: 'inclusive' | 'exclusive';
  @Shown('Rate in basis points', { type: 'integer' }) rateBp: number;
  @Shown('Whose rate it is, ISO 3166-1; null in calls of before this was kept', { type: String, nullable: true })
  country: string | null;
  @Shown("seller: the licensee's country decides; customer: the caller's", {
    type: String,
    enum: ['seller', 'customer'],
  })
  place: 'seller' | 'customer';
  @Shown('What the country was taken from', { type: [TaxEvidenceView] }) evidence: TaxEvidenceView[];
  @Shown(
    'The company owes the tax itself, so there is none in the price (Articles 44 and 196 of Directive 2006/112/EC)',
  )
  reverseCharge: boolean;
  @Shown('Company with a VAT number of the EU for which the user calls', { type: TaxedBusinessView, nullable: true })
  business: TaxedBusinessView | null;
}

export class TaxReportQuery {
  @Text({
    description: "Calendar quarter of the licensee's time zone",
    min: 7,
    max: 7,
    pattern: /^20\d\d-Q[1-4]$/,
    example: '2030-Q1',
  })
  quarter: string;
  @Choice({ description: 'json for a table, csv for a file', of: ['json', 'csv'], optional: true })
  format: 'json' | 'csv' = 'json';
}

export class TaxReportRow {
  @Shown('supply: calls of this quarter. correction: refunds of this quarter', {
    type: String,
    enum: ['supply', 'correction'],
  })
  kind: 'supply' | 'correction';
  @Shown('Quarter of the calls; of a correction an earlier one where it is so', { type: String, example: '2030-Q1' })
  supplyQuarter: string;
  @Shown('Country whose tax it is, ISO 3166-1', { type: String }) country: string;
  @Shown('Rate in basis points', { type: 'integer' }) rateBp: number;
  @Shown('ISO 4217', { type: String }) currency: string;
  @Shown('Calls, or refunds', { type: 'integer' }) count: number;
  @Shown('What was really paid, tax included, in minor units; promo credit of the licensee is a discount', {
    type: 'integer',
  })
  grossMinor: number;
  @Shown('The same without the tax', { type: 'integer' }) netMinor: number;
  @Shown('The tax', { type: 'integer' }) taxMinor: number;
  @Shown('How many of the calls had evidence of two different countries', { type: 'integer' }) contradictions: number;
  @Shown('Reverse charge: VAT number of the company that owes the tax itself. null: the tax is in the price', {
    type: String,
    nullable: true,
  })
  vatNumber: string | null;
}

export class TaxReport extends ListEnvelope {
  @Shown('By country and rate', { type: () => [TaxReportRow] }) data: TaxReportRow[];
}

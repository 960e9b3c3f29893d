import { Choice, ListEnvelope, Shown, Text } from '@app/kernel';

export class TaxEvidenceView {
  @Shown(
    "declared: the person says so. card: the bank of a saved card is there. seller: nothing is known, so the licensee's country",
    {
      type: String,
      enum: ['declared', 'card', 'seller'],
    },
  )
  kind: string;
  @Shown('ISO 3166-1', { type: String, example: 'FR' }) country: string;
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
}

export class TaxReport extends ListEnvelope {
  @Shown('By country and rate', { type: () => [TaxReportRow] }) data: TaxReportRow[];
}

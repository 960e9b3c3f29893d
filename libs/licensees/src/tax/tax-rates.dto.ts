import { Country, ListEnvelope, Shown, Text, Whole } from '@app/kernel';

const DAY = /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const Day = (description: string, optional = false): PropertyDecorator =>
  Text({ description, min: 10, max: 10, pattern: DAY, format: 'date', example: '2030-01-01', optional });

export class SetTaxRate {
  @Country({ description: 'ISO 3166-1' }) country: string;
  @Whole({
    description: "Rate in basis points; null = the platform's rate again",
    min: 0,
    max: 5000,
    example: 2000,
    nullable: true,
  })
  rateBp: number | null;
  @Day("First day on which calls have it, in the licensee's time zone; left out = today. Not in the past", true)
  effectiveFrom?: string;
}

export class TaxRateStep {
  @Shown('First day', { type: String, format: 'date' }) effectiveFrom: string;
  @Shown("Basis points; null = the platform's rate", { type: 'integer', nullable: true }) rateBp: number | null;
}

export class TaxRateView {
  @Shown('ISO 3166-1', { type: String, example: 'FR' }) country: string;
  @Shown('In force today, in basis points; null = none', { type: 'integer', nullable: true }) rateBp: number | null;
  @Shown("The platform's rate today, in basis points; null = it has none", { type: 'integer', nullable: true })
  platformRateBp: number | null;
  @Shown('What the licensee set itself, newest first', { type: () => [TaxRateStep] }) own: TaxRateStep[];
}

export class TaxRateList extends ListEnvelope {
  @Shown('By country', { type: () => [TaxRateView] }) data: TaxRateView[];
}

export class SetStandardTaxRate {
  @Country({ description: 'ISO 3166-1' }) country: string;
  @Whole({ description: 'Rate in basis points', min: 0, max: 5000, example: 2000 }) rateBp: number;
  @Day('First day on which calls have it. Not in the past') effectiveFrom: string;
}

export class StandardTaxRateView {
  @Shown('ISO 3166-1', { type: String, example: 'FR' }) country: string;
  @Shown('First day', { type: String, format: 'date' }) effectiveFrom: string;
  @Shown('Basis points', { type: 'integer' }) rateBp: number;
}

export class StandardTaxRateList extends ListEnvelope {
  @Shown('By country, oldest first', { type: () => [StandardTaxRateView] }) data: StandardTaxRateView[];
}

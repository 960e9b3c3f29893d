import { Choice, ListEnvelope, Shown, Text } from '@app/kernel';

export class Dac7Query {
  @Text({ description: 'Calendar year', min: 4, max: 4, pattern: /^20\d\d$/, example: '2030' }) year: string;
  @Choice({ description: 'json for a table, csv or xml for a file', of: ['json', 'csv', 'xml'], optional: true })
  format: 'json' | 'csv' | 'xml' = 'json';
}

export class Dac7Quarter {
  @Shown('1 to 4', { type: 'integer' }) quarter: number;
  @Shown('Credited to the advisor, after fees and taxes, in minor units', { type: 'integer' })
  considerationMinor: number;
  @Shown('Calls', { type: 'integer' }) activities: number;
  @Shown('Kept by licensee and operator, in minor units', { type: 'integer' }) feesMinor: number;
  @Shown('Tax kept, in minor units', { type: 'integer' }) taxesMinor: number;
}

export class Dac7Seller {
  @Shown('Advisor') advisorId: string;
  @Shown('Name that callers see') advisorName: string;
  @Shown('Whether the tax identity is declared; without it the advisor is not in the XML') declared: boolean;
  @Shown('ISO 4217') currency: string;
  @Shown('All four', { type: () => [Dac7Quarter] }) quarters: Dac7Quarter[];
}

export class Dac7Report extends ListEnvelope {
  @Shown('Advisors with anything in the year', { type: () => [Dac7Seller] }) data: Dac7Seller[];
}

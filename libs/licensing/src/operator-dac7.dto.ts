import { Choice, ListEnvelope, Shown, Text } from '@app/kernel';
import { Dac7Quarter } from '@app/billing';

export class OperatorDac7Query {
  @Text({ description: 'Calendar year', min: 4, max: 4, pattern: /^20\d\d$/, example: '2030' }) year: string;
  @Choice({ description: 'json for a table, csv or xml for a file', of: ['json', 'csv', 'xml'], optional: true })
  format: 'json' | 'csv' | 'xml' = 'json';
  @Choice({
    description:
      'operator: licensees whose calls the operator sells. any: all licensees, also those that sell themselves',
    of: ['operator', 'any'],
    optional: true,
  })
  seller: 'operator' | 'any' = 'operator';
}

export class OperatorDac7Seller {
  @Shown('Licensee') licenseeId: string;
  @Shown('Its name') licenseeName: string;
  @Shown('Advisor') advisorId: string;
  @Shown('Whether the tax identity is declared; without it the advisor is not in the XML') declared: boolean;
  @Shown('ISO 4217') currency: string;
  @Shown('All four', { type: () => [Dac7Quarter] }) quarters: Dac7Quarter[];
}

export class OperatorDac7Report extends ListEnvelope {
  @Shown('Advisors with anything in the year', { type: () => [OperatorDac7Seller] }) data: OperatorDac7Seller[];
}

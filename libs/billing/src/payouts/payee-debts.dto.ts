import { Choice, Id, ListEnvelope, MinorUnits, Moment, Shown, Text } from '@app/kernel';

const Minor = (description: string): PropertyDecorator => Shown(`${description}, in minor units`, { type: 'integer' });
const BEARERS = ['licensee', 'operator'] as const;

export class PayeeDebtView {
  @Id('payeeDebt', { description: 'Id' }) id: string;
  @Id('advisor', { description: 'Who owes it' }) advisorId: string;
  @Shown('Name of the advisor', { type: String }) name: string;
  @Minor('What was refunded or lost after it was paid out') amountMinor: number;
  @Minor('Taken from later earnings, or no debt any more') recoveredMinor: number;
  @Minor('Written off') writtenOffMinor: number;
  @Minor('Still owed') dueMinor: number;
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
  @Choice({
    description: 'Who may write the rest off, and bears it: who sells the calls by the licence',
    of: BEARERS,
  })
  bearer: (typeof BEARERS)[number];
  @Moment({ description: 'Since' }) createdAt: string;
}

export class PayeeDebtPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [PayeeDebtView] }) data: PayeeDebtView[];
}

export class WriteOffDebt {
  @MinorUnits({ description: 'How much; at most what is still owed', min: 1, max: 1_000_000_000, example: 1512 })
  amountMinor: number;
  @Text({ description: 'Why; kept for the audit', min: 3, max: 300, example: 'Left, and cannot be reached' })
  reason: string;
}

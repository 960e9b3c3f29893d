import { Id, ListEnvelope, MinorUnits, Shown, Text } from '@app/kernel';

export class GiveBudget {
  @MinorUnits({ description: 'What the user may spend more', min: 1, example: 2500 }) amountMinor: number;
}

export class TakeBudget {
  @MinorUnits({
    description: 'How much of the unspent budget ends; left out = all that no call or booking holds',
    min: 1,
    example: 2500,
    optional: true,
  })
  amountMinor?: number;
}

export class BudgetView {
  @Id('person', { description: 'Whose' }) userId: string;
  @Shown('What was added, or taken, in minor units', { type: 'integer' }) amountMinor: number;
  @Shown('ISO 4217 code', { type: String, example: 'EUR' }) currency: string;
  @Shown('What the user may spend now, promo credit included, in minor units', { type: 'integer' })
  availableMinor: number;
  @Id('transaction', { description: 'Ledger transaction; null = there was nothing to take', nullable: true })
  transactionId: string | null;
}

export class RecordOutsidePayout {
  @MinorUnits({ description: 'What was paid', min: 1, example: 12_000 }) amountMinor: number;
  @Text({ description: 'By which the payment is found again', max: 200, example: 'Transfer of 30 November' })
  reference: string;
  @Text({
    description: "ISO 4217 code, to be refused when it is not the licensee's; left out = that one",
    min: 3,
    max: 3,
    pattern: /^[A-Z]{3}$/,
    example: 'EUR',
    optional: true,
  })
  currency?: string;
  @Text({
    description: 'The day on which it was paid, not in the future; left out = today, in UTC',
    min: 10,
    max: 10,
    pattern: /^20\d\d-\d\d-\d\d$/,
    example: '2026-11-30',
    optional: true,
  })
  paidOn?: string;
}

export class OutsidePayoutView {
  @Id('advisor', { description: 'Who was paid' }) advisorId: string;
  @Shown('Minor units', { type: 'integer' }) amountMinor: number;
  @Shown('ISO 4217 code', { type: String, example: 'EUR' }) currency: string;
  @Shown('What the advisor has earned and is not paid, in minor units', { type: 'integer' }) owedMinor: number;
  @Id('transaction', { description: 'Ledger transaction' }) transactionId: string;
}

export class RecordedPayoutView {
  @Id('transaction', { description: 'Ledger transaction' }) transactionId: string;
  @Id('advisor', { description: 'Who was paid' }) advisorId: string;
  @Shown('Name of the advisor') advisorName: string;
  @Shown('Minor units', { type: 'integer' }) amountMinor: number;
  @Shown('ISO 4217 code', { type: String, example: 'EUR' }) currency: string;
  @Shown('The day on which it was paid', { format: 'date', example: '2026-11-30' }) paidOn: string;
  @Shown('By which the payment is found again; null for the oldest ones, of which the audit log says it', {
    type: String,
    nullable: true,
  })
  reference: string | null;
  @Shown('When it was recorded', { format: 'date-time' }) createdAt: string;
}

export class RecordedPayoutPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [RecordedPayoutView] }) data: RecordedPayoutView[];
}

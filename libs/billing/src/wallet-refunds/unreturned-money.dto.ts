import { Choice, Id, ListEnvelope, Moment, Shown, Text } from '@app/kernel';

const Minor = (description: string): PropertyDecorator => Shown(`${description}, in minor units`, { type: 'integer' });

const UNRETURNED_REASONS = ['held', 'waiting', 'refused', 'disputed', 'no_payment', 'budget'] as const;
export type UnreturnedReason = (typeof UNRETURNED_REASONS)[number];
const MONEY_HOLDERS = ['operator', 'licensee'] as const;
/** Who has the money of callers, and so the only one who can pay it: the operator, or the licensee with a Stripe account or a till of its own. */
export type MoneyHolder = (typeof MONEY_HOLDERS)[number];

export class UnreturnedView {
  @Id('person', { description: 'Whose money' }) personId: string;
  @Shown('Name; null for the operator, who knows no end users', { type: String, nullable: true }) name: string | null;
  @Shown('Where to ask for an account; null for the operator', { type: String, nullable: true }) email: string | null;
  @Minor('What is in the wallet') amountMinor: number;
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
  @Choice({
    description:
      'held: a call or a booking still has it. waiting: the next run sends it to a card. refused: a card did not take it. disputed: a bank has taken the payment back or may. no_payment: no payment is left that it can go back to. budget: the licensee keeps the money itself',
    of: UNRETURNED_REASONS,
  })
  reason: UnreturnedReason;
  @Shown('Why a card refused, in the words of Stripe', { type: String, nullable: true }) failureCode: string | null;
  @Shown('How often it was sent to cards because of the end', { type: 'integer' }) tries: number;
  @Shown('When last', { type: String, format: 'date-time', nullable: true }) lastTriedAt: string | null;
  @Choice({ description: 'Who has the money, and can mark it as paid', of: MONEY_HOLDERS }) payableBy: MoneyHolder;
}

export class UnreturnedList extends ListEnvelope {
  @Shown('In the order of the accounts', { type: () => [UnreturnedView] }) data: UnreturnedView[];
}

export class PayByHand {
  @Text({
    description: 'What finds the transfer again, as at the bank; kept with the posting. No account number',
    min: 3,
    max: 200,
    example: 'SEPA 2026-11-27, end-to-end id OP-RETURN-17',
  })
  reference: string;
}

export class HandPaymentView {
  @Id('handPayment', { description: 'Id' }) id: string;
  @Id('person', { description: 'Who was paid' }) personId: string;
  @Minor('All that was free in the wallet') amountMinor: number;
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
  @Shown('What finds the transfer again', { type: String }) reference: string;
  @Choice({ description: 'Who paid', of: MONEY_HOLDERS }) paidBy: MoneyHolder;
  @Id('transaction', { description: 'Its posting' }) transactionId: string;
  @Moment({ description: 'Recorded at' }) createdAt: string;
}

export class HandPaymentList extends ListEnvelope {
  @Shown('Newest first', { type: () => [HandPaymentView] }) data: HandPaymentView[];
}

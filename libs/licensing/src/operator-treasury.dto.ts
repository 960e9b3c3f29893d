import { Choice, Id, ListEnvelope, MinorUnits, Moment, Shown, Text } from '@app/kernel';

const Minor = (description: string): PropertyDecorator => Shown(`${description}, in minor units`, { type: 'integer' });

export class AgedMoneyView {
  @Shown('Older than so many days; Stripe allows 90', { type: 'integer' }) days: number;
  @Minor('Unspent money of callers that old') amountMinor: number;
  @Shown('In so many wallets', { type: 'integer' }) wallets: number;
}

export class CoverageView {
  @Shown('ISO 4217 code', { type: String, example: 'EUR' }) currency: string;
  @Minor('What lies at Stripe, by our ledger') atStripeMinor: number;
  @Minor('Held back by Stripe besides; it covers nothing') reservedMinor: number;
  @Minor('At the safeguarding account; it covers callers too, and nobody else') safeguardedMinor: number;
  @Minor('Of callers') walletsMinor: number;
  @Minor('Of advisors') advisorsMinor: number;
  @Minor('Of licensees') licenseesMinor: number;
  @Minor('Tax') taxMinor: number;
  @Minor('Refunds and transfers under way, and what nobody knows') underWayMinor: number;
  @Minor('Owed to others: the sum of these') floorMinor: number;
  @Minor("The operator's own; negative when the floor is not covered") surplusMinor: number;
  @Shown('Money of callers that has lain for long', { type: () => [AgedMoneyView] }) aged: AgedMoneyView[];
}

export class CoverageList extends ListEnvelope {
  @Shown('By currency', { type: () => [CoverageView] }) data: CoverageView[];
}

export class FloorView {
  @Shown('ISO 4217 code', { type: String, example: 'EUR' }) currency: string;
  @Minor('Stripe would leave so much there') floorMinor: number;
}

export class PayoutScheduleView {
  @Shown("In Stripe's words, e.g. manual or daily; null when it did not say, or was never asked", {
    type: String,
    nullable: true,
  })
  schedule: string | null;
  @Shown('Whether money leaves only when it is asked for here; anything else is an alarm', { type: Boolean })
  isManual: boolean;
  @Moment({ description: 'When Stripe said so; null when it was never asked', nullable: true }) saidAt: string | null;
  @Shown('The second lock: what Stripe would leave there', { type: () => [FloorView] }) floors: FloorView[];
}

export class AgeClockView {
  @Shown('The licensee') licenseeId: string;
  @Shown('Its name') name: string;
  @Shown('ISO 4217 code', { type: String, example: 'EUR' }) currency: string;
  @Minor('What its callers paid in and have not spent') unspentMinor: number;
  @Moment({ description: 'When the oldest of it was paid in' }) oldestAt: string;
  @Shown('Of it older than 60, 80 and 90 days', { type: () => [AgedMoneyView] }) aged: AgedMoneyView[];
}

export class AgeClockPage extends ListEnvelope {
  @Shown('One row per licensee and currency with unspent money; a page may have none', { type: () => [AgeClockView] })
  data: AgeClockView[];
}

export class PayOutOperator {
  @MinorUnits({ description: 'How much; at most the surplus', min: 1, max: 1_000_000_000, example: 100_000 })
  amountMinor: number;
  @Text({ description: 'ISO 4217 code', min: 3, max: 3, pattern: /^[A-Z]{3}$/, example: 'EUR' }) currency: string;
  @Text({ description: 'Why; kept for the audit', min: 3, max: 300, example: 'Fees of November' }) reason: string;
}

const STATES = ['requested', 'in_payout', 'paid', 'failed'] as const;

export class OperatorPayoutView {
  @Id('operatorPayout', { description: 'Id' }) id: string;
  @Minor('Amount') amountMinor: number;
  @Shown('ISO 4217 code', { type: String, example: 'EUR' }) currency: string;
  @Choice({ description: 'requested, in_payout (on its way to the bank), paid or failed', of: STATES })
  status: (typeof STATES)[number];
  @Shown('Whether nobody here asked for it: Stripe paid out by itself', { type: Boolean }) isAutomatic: boolean;
  @Shown("Why it failed, in Stripe's words", { type: String, nullable: true }) failureCode: string | null;
  @Moment({ description: 'Asked at' }) createdAt: string;
  @Moment({ description: 'Paid or failed at', nullable: true }) closedAt: string | null;
}

export class OperatorPayoutList extends ListEnvelope {
  @Shown('Newest first, at most 100', { type: () => [OperatorPayoutView] }) data: OperatorPayoutView[];
}

import { Transform } from 'class-transformer';
import { ListEnvelope, Shown, Whole } from '@app/kernel';

const KINDS = [
  'posting_without_top_up',
  'top_up_without_posting',
  'amount_differs',
  'other_posting',
  'payment_not_credited',
  'line_not_posted',
  'in_suspense',
] as const;

export class DifferenceView {
  @Shown('Why the two differ here', { type: String, enum: [...KINDS] }) kind: (typeof KINDS)[number];
  @Shown('Our posting', { type: String, nullable: true }) transactionId: string | null;
  @Shown("Stripe's object", { type: String, nullable: true }) stripeId: string | null;
  @Shown('Positive = our ledger counts more than Stripe told us', { type: 'integer' }) amountMinor: number;
}

export class ReconciliationView {
  @Shown('The licensee') licenseeId: string;
  @Shown('Its name') name: string;
  @Shown('ISO 4217 code') currency: string;
  @Shown('What our ledger says lies at Stripe', { type: 'integer' }) ledgerMinor: number;
  @Shown('What Stripe told us: its balance transactions, and payments that have none yet', { type: 'integer' })
  stripeKnownMinor: number;
  @Shown('ledger - stripeKnown; the sum of what is unmatched', { type: 'integer' }) differenceMinor: number;
  @Shown('What explains the difference, the largest first, at most 100', { type: () => [DifferenceView] })
  unmatched: DifferenceView[];
  @Shown('How many there are', { type: 'integer' }) unmatchedCount: number;
  @Shown('Broken rules in the books of this licensee', { type: 'integer' }) violations: number;
}

export class ReconciliationPage extends ListEnvelope {
  @Shown('One row per licensee and currency; a licensee without postings has one row of zeros', {
    type: () => [ReconciliationView],
  })
  data: ReconciliationView[];
}

export class RevenueQuery {
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number.parseInt(value, 10) : value,
  )
  @Whole({ description: 'How many months, this one included', min: 1, max: 24, example: 6, optional: true })
  months = 6;
}

export class RevenueView {
  @Shown('The licensee') licenseeId: string;
  @Shown('Its name') name: string;
  @Shown('ISO 4217 code') currency: string;
  @Shown('Month, UTC', { example: '2026-11' }) month: string;
  @Shown('Prices of calls posted, before refunds', { type: 'integer' }) grossMinor: number;
  @Shown('Given back for calls', { type: 'integer' }) refundedMinor: number;
  @Shown("The operator's share, after refunds", { type: 'integer' }) operatorFeesMinor: number;
}

export class RevenueList extends ListEnvelope {
  @Shown('By name, newest month first; months without postings are left out', { type: () => [RevenueView] })
  data: RevenueView[];
}

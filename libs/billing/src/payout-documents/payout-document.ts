import type { DocumentLocale } from '@app/kernel';
import type { TaxTreatment } from '@app/licensees';

/** Kinds of postings as the document of an advisor sums them up. */
export const LINE_KINDS = ['earnings', 'booking_fees', 'refunds', 'tips', 'reserve', 'debts', 'fees', 'other'] as const;
/** What the payout of a licensee is made of: its share of calls, what came off it for gifts, and the tax that it owes itself. */
type ShareKind = 'share' | 'gifts' | 'tax';
export type LineKind = (typeof LINE_KINDS)[number] | ShareKind;

export interface DocumentParty {
  readonly name: string;
  readonly lines: readonly string[];
  readonly taxNumber: string | null;
}

/** A document of a payout as it was issued: everything that is printed, and nothing else. Amounts are minor units. */
export interface PayoutDocument {
  readonly version: 1;
  readonly kind: 'self_billing' | 'payout_statement' | 'payout_credit';
  readonly number: string;
  readonly locale: DocumentLocale;
  readonly issuedOn: string;
  readonly currency: string;
  readonly payoutId: string;
  /** Missing = the advisor. */
  readonly party?: 'licensee';
  /** Whom it pays: the advisor, who supplies, or the licensee. */
  readonly supplier: DocumentParty;
  /** Who issues it: the licensee; of a payout to the licensee, the operator. */
  readonly customer: DocumentParty;
  readonly agreement: { readonly version: string; readonly acceptedOn: string } | null;
  readonly lines: readonly { readonly kind: LineKind; readonly count: number; readonly amountMinor: number }[];
  /** Of earnings, fees of bookings, refunds and tips; the tax is contained in what is paid. Null where the advisor is not registered for it. */
  readonly tax: (TaxTreatment & { readonly netMinor: number; readonly amountMinor: number }) | null;
  readonly totalMinor: number;
  /** Who paid what Stripe charged for the payout: nothing of it is in the amount. Missing in documents of before it was said. */
  readonly feeBearer?: 'licensee' | 'operator';
  /** What a credit takes back, and why. */
  readonly original: { readonly number: string; readonly issuedOn: string } | null;
  readonly reason: string | null;
}

const KINDS: Readonly<Record<string, LineKind>> = {
  settlement: 'earnings',
  free_time: 'earnings',
  booking_fee: 'booking_fees',
  // The advisor's own discount: so much less was supplied.
  promo_cost: 'earnings',
  call_refund: 'refunds',
  tip: 'tips',
  reserve_hold: 'reserve',
  reserve_release: 'reserve',
  receivable: 'debts',
  receivable_recovered: 'debts',
  stripe_fee: 'fees',
  dispute_withdrawn: 'fees',
  dispute_lost: 'fees',
  dispute_reinstated: 'fees',
};

/** Which line a kind of the ledger's transactions belongs to. */
export const lineOf = (transactionKind: string): LineKind => KINDS[transactionKind] ?? 'other';

/** What the advisor supplied; the rest is money that moves and no supply. */
export const isSupply = (kind: LineKind): boolean =>
  kind === 'earnings' || kind === 'booking_fees' || kind === 'refunds' || kind === 'tips';

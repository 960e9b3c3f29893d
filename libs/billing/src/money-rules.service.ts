import { Injectable } from '@nestjs/common';
import { type Tx, newId, rowsOf } from '@app/kernel';

export const BEARERS = ['licensee', 'operator', 'advisor'] as const;
export type Bearer = (typeof BEARERS)[number];
export const PAYOUT_SCHEDULES = ['daily', 'weekly', 'monthly', 'manual'] as const;
export type PayoutSchedule = (typeof PAYOUT_SCHEDULES)[number];

export const TOPOLOGIES = ['operator_platform', 'licensee_platform', 'self_managed'] as const;
export type Topology = (typeof TOPOLOGIES)[number];

/** Whose account at Stripe takes the money of callers, or that the licensee keeps it itself: a term of the licence, set by the operator before the first payment. */
interface TopologyRule {
  readonly topology: Topology;
}

/** Who bears which cost and sells to the caller: terms of the licence, set by the operator [J14]. */
export interface BearerRules {
  readonly stripeFeeBearer: 'licensee' | 'operator';
  readonly disputeBearer: Bearer;
  readonly disputeFeeBearer: Bearer;
  /** Whose tax it is; the licensee's goes to it with its share. */
  readonly sellerOfRecord: 'licensee' | 'operator';
}

/** When and how much is paid out: set by the licensee [I6, J15]. */
export interface PayoutRules {
  readonly payoutSchedule: PayoutSchedule;
  /** Less than this waits for the next run, in minor units. */
  readonly payoutMinimumMinor: bigint;
  /** Hold days of earnings of an advisor whose first call is younger than 30 days; the longer of this and the licensee's own counts. */
  readonly newAdvisorHoldDays: number;
  /** Part of each payout that is kept back, in basis points, and for how long. */
  readonly reserveBp: number;
  readonly reserveDays: number;
  /** An advisor takes no calls until payouts to them work [I1]. */
  readonly payoutAccountRequired: boolean;
  /** An advisor is paid out only after saying who they are for the tax office [I8]. */
  readonly taxIdentityRequired: boolean;
}

/** What happens to a payment of which a card network warns: set by the licensee. */
export interface WarningRules {
  /** Payments below it are paid back when most of them is left, in minor units; null = the default, 0 = none. */
  readonly fraudRefundBelowMinor: bigint | null;
}

/** What users get of their payments: set by the licensee. */
export interface DocumentRules {
  /** An invoice of each month with calls, in the first days of the next. */
  readonly monthlyInvoices: boolean;
}

export type MoneyRules = TopologyRule & BearerRules & PayoutRules & WarningRules & DocumentRules;

const DEFAULTS: MoneyRules = {
  topology: 'operator_platform',
  stripeFeeBearer: 'licensee',
  disputeBearer: 'licensee',
  disputeFeeBearer: 'licensee',
  sellerOfRecord: 'licensee',
  payoutSchedule: 'weekly',
  payoutMinimumMinor: 2500n,
  newAdvisorHoldDays: 14,
  reserveBp: 0,
  reserveDays: 90,
  payoutAccountRequired: true,
  fraudRefundBelowMinor: null,
  taxIdentityRequired: false,
  monthlyInvoices: true,
};

/** What falls on no tenant: the operator is no licensee of itself. */
const OF_THE_OPERATOR: TopologyRule & BearerRules = {
  topology: 'operator_platform',
  stripeFeeBearer: 'operator',
  disputeBearer: 'operator',
  disputeFeeBearer: 'operator',
  sellerOfRecord: 'operator',
};

const COLUMNS = {
  topology: 'topology',
  stripeFeeBearer: 'stripe_fee_bearer',
  disputeBearer: 'dispute_bearer',
  disputeFeeBearer: 'dispute_fee_bearer',
  sellerOfRecord: 'seller_of_record',
  payoutSchedule: 'payout_schedule',
  payoutMinimumMinor: 'payout_minimum_minor',
  newAdvisorHoldDays: 'new_advisor_hold_days',
  reserveBp: 'reserve_bp',
  reserveDays: 'reserve_days',
  payoutAccountRequired: 'payout_account_required',
  fraudRefundBelowMinor: 'fraud_refund_below',
  taxIdentityRequired: 'tax_identity_required',
  monthlyInvoices: 'monthly_invoices',
} as const satisfies Record<keyof MoneyRules, string>;
const NAMES = Object.keys(COLUMNS) as (keyof MoneyRules)[];

/** How a licensee's money is shared out and paid. */
@Injectable()
export class MoneyRulesService {
  async of(tx: Tx): Promise<MoneyRules> {
    const [row] = await rowsOf<MoneyRules & { isOperator: boolean; isSet: boolean }>(
      tx,
      `select l.kind = 'operator' as "isOperator", r.licensee_id is not null as "isSet", ${NAMES.map((name) => `r.${COLUMNS[name]} as "${name}"`).join(', ')}
         from app.licensee l left join app.money_rules r on r.licensee_id = l.id where l.id = $1`,
      [tx.ctx.licenseeId],
    );
    const { isOperator = false, isSet = false, ...set } = row ?? {};
    return { ...DEFAULTS, ...(isSet && (set as MoneyRules)), ...(isOperator && OF_THE_OPERATOR) };
  }

  /** Writes what changes and leaves the rest, which somebody else may be changing. @returns the rules as they were and as they are. */
  async set(tx: Tx, changes: Partial<MoneyRules>): Promise<{ before: MoneyRules; after: MoneyRules }> {
    const before = await this.of(tx);
    const after = { ...before, ...changes };
    const changed = NAMES.filter((name) => name in changes);
    await rowsOf(
      tx,
      `insert into app.money_rules (licensee_id, changed_at, ${NAMES.map((name) => COLUMNS[name]).join(', ')})
       values ($1, $2, ${NAMES.map((_, n) => `$${n + 3}`).join(', ')})
       on conflict (licensee_id) do update set ${['changed_at', ...changed.map((name) => COLUMNS[name])].map((column) => `${column} = excluded.${column}`).join(', ')}`,
      [tx.ctx.licenseeId, tx.now, ...NAMES.map((name) => after[name])],
    );
    // Returns of past quarters go by who sold then.
    if (after.sellerOfRecord !== before.sellerOfRecord)
      await rowsOf(tx, 'insert into app.seller_term (licensee_id, id, since, seller) values ($1, $2, $3, $4)', [
        tx.ctx.licenseeId,
        newId(),
        tx.now,
        after.sellerOfRecord,
      ]);
    return { before, after };
  }
}

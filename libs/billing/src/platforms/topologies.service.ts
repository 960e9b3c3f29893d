import { Injectable } from '@nestjs/common';
import { type Tx, rowsOf } from '@app/kernel';
import { type BearerRules, MoneyRulesService, type Topology } from '../money-rules.service.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { OperatorOutsideFlow, type TopologyBlocker, TopologyFixed } from './platforms.problems.js';

interface Held {
  payments: boolean;
  callers: boolean;
  advisors: boolean;
  payouts: boolean;
  at_stripe: boolean;
  share: boolean;
  budgets: boolean;
}

/** Whose account at Stripe takes the money of callers: a term of the licence [money.md 2.2]. */
@Injectable()
export class Topologies {
  constructor(
    private readonly rules: MoneyRulesService,
    private readonly contexts: StripeContexts,
  ) {}

  /** What stands in the way of the other topology: money cannot move from one account to another, so there must be none, nor a payment that may still be disputed. */
  async blockers(tx: Tx): Promise<TopologyBlocker[]> {
    const [held] = await rowsOf<Held>(
      tx,
      `select exists (select 1 from app.top_up t where t.licensee_id = $1
                        and (t.status in ('requested', 'open', 'processing', 'credited') or (t.status = 'failed' and t.failure_code = 'no_answer'))) as payments,
              exists (select 1 from app.ledger_account a where a.licensee_id = $1 and a.balance <> 0 and a.kind in ('wallet', 'wallet_frozen')) as callers,
              exists (select 1 from app.ledger_account a where a.licensee_id = $1 and a.balance <> 0 and a.kind in ('advisor_payable', 'advisor_reserve')) as advisors,
              exists (select 1 from app.payout p where p.licensee_id = $1 and p.status in ('claimed', 'transferred', 'in_payout', 'returning')) as payouts,
              ${hasAny('stripe_balance')} as at_stripe, ${hasAny('platform_fee')} as share, ${hasAny('licensee_till')} as budgets`,
      [tx.ctx.licenseeId],
    );
    const rules = await this.rules.of(tx);
    const found: [TopologyBlocker, boolean][] = [
      ['payments', held!.payments],
      ['money_of_callers', held!.callers],
      ['money_of_advisors', held!.advisors || held!.payouts],
      ['money_at_stripe', held!.at_stripe],
      ['budgets', held!.budgets],
      // At the operator's own account its share is its money already.
      ['operator_share', rules.topology !== 'operator_platform' && held!.share],
      ['bearers', rules.topology === 'operator_platform' && bearsAnything(rules)],
    ];
    return found.filter(([, is]) => is).map(([blocker]) => blocker);
  }

  /** @returns the topology before. @throws TopologyFixed */
  async set(tx: Tx, topology: Topology): Promise<Topology> {
    await this.contexts.lock(tx);
    const before = (await this.rules.of(tx)).topology;
    if (before === topology) return before;
    const blockers = await this.blockers(tx);
    if (blockers.length > 0) throw new TopologyFixed(blockers);
    await this.rules.set(tx, { topology });
    return before;
  }

  /** Bearers that the operator may agree to here. @throws OperatorOutsideFlow */
  async assertAgreeable(tx: Tx, bearers: BearerRules): Promise<void> {
    await this.contexts.lock(tx);
    const { topology } = await this.rules.of(tx);
    if (topology !== 'operator_platform' && bearsAnything(bearers)) throw new OperatorOutsideFlow();
  }
}

/** A house account has no balance of its own; one of each currency, and none makes up for another. */
const hasAny = (kind: 'stripe_balance' | 'platform_fee' | 'licensee_till'): string =>
  `exists (select 1 from app.ledger_account h join app.ledger_entry e on e.licensee_id = h.licensee_id and e.account_id = h.id
            where h.licensee_id = $1 and h.kind = '${kind}' group by h.id having sum(e.amount) <> 0)`;

/** Where the operator has none of the money, it can neither bear a cost of it nor owe the tax of the calls. */
const bearsAnything = (rules: BearerRules): boolean =>
  [rules.stripeFeeBearer, rules.disputeBearer, rules.disputeFeeBearer, rules.sellerOfRecord].includes('operator');

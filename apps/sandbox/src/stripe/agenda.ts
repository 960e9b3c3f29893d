import { announceFunds } from './balance.js';
import { bookCharge } from './charges.js';
import { expireIfDue } from './checkout-sessions.js';
import { bankComplains } from './complaints.js';
import { giveVerdict, missDeadline } from './disputes.js';
import { finalizeIfDraft, noteOverdue, retryPayment } from './invoice-payments.js';
import { arrive, leave } from './payouts.js';
import { settleRefund } from './refunds.js';
import type { Later, LaterKind, StripeState } from './state.js';
import { announceInvoice, beginCycle, endIfDue, expireIncomplete, FOLLOWER } from './subscriptions.js';
import { sweep } from './sweep.js';
import { settleTopup } from './topups.js';

/** Longest sleep: also the longest the agenda is late after the sandbox clock was moved. */
const LONGEST_SLEEP_MS = 500;

const DUTIES: Record<LaterKind, (state: StripeState, subject: string) => unknown> = {
  balance_transaction: bookCharge,
  bank_complains: bankComplains,
  dispute_due: missDeadline,
  dispute_verdict: giveVerdict,
  funds_available: announceFunds,
  invoice_due: (state, id) => noteOverdue(state, id, FOLLOWER),
  invoice_finalizes: (state, id) => finalizeIfDraft(state, id, FOLLOWER),
  invoice_retries: (state, id) => retryPayment(state, id, FOLLOWER),
  invoice_upcoming: announceInvoice,
  payout_arrives: arrive,
  payout_leaves: leave,
  payout_sweep: sweep,
  refund_settles: settleRefund,
  session_expiry: expireIfDue,
  subscription_cycle: beginCycle,
  subscription_ends: endIfDue,
  subscription_expires: expireIncomplete,
  topup_settles: settleTopup,
};

/** Does what was put off: balance transactions, session expiry, slow refunds. What is due survives a restart. */
export class Agenda {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly state: StripeState) {
    state.onLater = () => this.sleep(0);
  }

  start(): void {
    this.sleep(0);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** When the next thing is due, in milliseconds of the sandbox clock; undefined when nothing waits. */
  nextAt(): number | undefined {
    const dates = [...this.state.store.each<Later>('later')].map((later) => later.dueAtMs);
    return dates.length > 0 ? dates.reduce((soonest, at) => Math.min(soonest, at)) : undefined;
  }

  /** Does everything that is due now, the earliest first. */
  run(): void {
    const { state } = this;
    const due = [...state.store.each<Later>('later', { oldestFirst: true })]
      .filter((later) => later.dueAtMs <= state.clock.now())
      .sort((a, b) => a.dueAtMs - b.dueAtMs);
    for (const later of due) {
      state.store.atomically(() => {
        state.origin = { id: null, idempotency_key: null };
        state.never(later.kind, later.subject);
        state.within(later.account ?? '', () => DUTIES[later.kind](state, later.subject));
      });
    }
  }

  private sleep(ms: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.stopped) return;
      this.run();
      const wait = Math.min(LONGEST_SLEEP_MS, (this.nextAt() ?? Infinity) - this.state.clock.now());
      this.sleep(Math.max(wait, 5));
    }, ms);
  }
}

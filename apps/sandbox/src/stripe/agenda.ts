import { bookCharge } from './charges.js';
import { expireIfDue } from './checkout-sessions.js';
import { settleRefund } from './refunds.js';
import type { Later, StripeState } from './state.js';

/** Longest sleep: also the longest the agenda is late after the sandbox clock was moved. */
const LONGEST_SLEEP_MS = 500;

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

  /** Does everything that is due now. */
  run(): void {
    const { state } = this;
    const due = [...state.store.each<Later>('later', { oldestFirst: true })].filter(
      (later) => later.dueAtMs <= state.clock.now(),
    );
    for (const later of due) {
      state.store.atomically(() => {
        state.origin = { id: null, idempotency_key: null };
        state.never(later.kind, later.subject);
        if (later.kind === 'balance_transaction') bookCharge(state, later.subject);
        else if (later.kind === 'session_expiry') expireIfDue(state, later.subject);
        else settleRefund(state, later.subject);
      });
    }
  }

  private sleep(ms: number): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.stopped) return;
      this.run();
      const next = [...this.state.store.each<Later>('later')].reduce(
        (soonest, later) => Math.min(soonest, later.dueAtMs - this.state.clock.now()),
        LONGEST_SLEEP_MS,
      );
      this.sleep(Math.max(next, 5));
    }, ms);
  }
}

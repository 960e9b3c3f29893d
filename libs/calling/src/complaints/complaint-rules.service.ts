import { Injectable } from '@nestjs/common';
import { type Context, Db, type Tx, addSeconds, recordAudit, rowsOf } from '@app/kernel';
import type { Call } from '../call.entity.js';
import { AdvisorRefundTooLate, AdvisorRefundsOff, ComplaintTooLate } from './complaints.problems.js';
import type { ComplaintRulesFields, ComplaintRulesView } from './complaints.dto.js';

const DEFAULTS: ComplaintRulesView = { windowHours: 72, advisorRefunds: true, advisorRefundDays: 30 };
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

type Ended = Pick<Call, 'endedAt'>;

/** What a licensee sets about complaints, and about refunds that advisors give by themselves. */
@Injectable()
export class ComplaintRules {
  constructor(private readonly db: Db) {}

  show(ctx: Context): Promise<ComplaintRulesView> {
    return this.db.read(ctx, (tx) => this.of(tx));
  }

  /** Effective at once, for calls that have ended too; a complaint that is there stays. */
  set(ctx: Context, changes: ComplaintRulesFields): Promise<ComplaintRulesView> {
    return this.db.transaction(ctx, async (tx) => {
      const before = await this.of(tx);
      const rules = { ...before, ...changes };
      await rowsOf(
        tx,
        `insert into app.complaint_rules (licensee_id, window_hours, advisor_refunds, advisor_refund_days, changed_at) values ($1, $2, $3, $4, $5)
         on conflict (licensee_id) do update set window_hours = $2, advisor_refunds = $3, advisor_refund_days = $4, changed_at = $5`,
        [ctx.licenseeId, rules.windowHours, rules.advisorRefunds, rules.advisorRefundDays, tx.now],
      );
      const named = ([name]: [string, unknown]): boolean => name in changes;
      await recordAudit(tx, {
        action: 'complaint_rules.changed',
        before: Object.fromEntries(Object.entries(before).filter(named)),
        after: Object.fromEntries(Object.entries(rules).filter(named)),
      });
      return rules;
    });
  }

  /** Until when the caller may complain. */
  async complainUntil(tx: Tx, { endedAt }: Ended): Promise<Date> {
    return addSeconds(endedAt!, (await this.of(tx)).windowHours * HOUR_SECONDS);
  }

  /** Until when the advisor may refund; null where advisors do not. */
  async refundUntil(tx: Tx, { endedAt }: Ended): Promise<Date | null> {
    const { advisorRefunds, advisorRefundDays } = await this.of(tx);
    return advisorRefunds ? addSeconds(endedAt!, advisorRefundDays * DAY_SECONDS) : null;
  }

  /** @throws ComplaintTooLate */
  async assertMayComplain(tx: Tx, call: Ended): Promise<void> {
    const until = await this.complainUntil(tx, call);
    if (until <= tx.now) throw new ComplaintTooLate((await this.of(tx)).windowHours, until);
  }

  /** @throws AdvisorRefundsOff, AdvisorRefundTooLate */
  async assertAdvisorMayRefund(tx: Tx, call: Ended): Promise<void> {
    const until = await this.refundUntil(tx, call);
    if (until === null) throw new AdvisorRefundsOff();
    if (until <= tx.now) throw new AdvisorRefundTooLate((await this.of(tx)).advisorRefundDays, until);
  }

  private async of(tx: Tx): Promise<ComplaintRulesView> {
    const [row] = await rowsOf<ComplaintRulesView>(
      tx,
      `select window_hours as "windowHours", advisor_refunds as "advisorRefunds", advisor_refund_days as "advisorRefundDays"
         from app.complaint_rules where licensee_id = $1`,
      [tx.ctx.licenseeId],
    );
    return row ?? DEFAULTS;
  }
}

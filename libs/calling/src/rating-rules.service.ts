import { Injectable } from '@nestjs/common';
import { type Context, Db, type Tx, recordAudit, rowsOf } from '@app/kernel';
import type { RatingRulesFields, RatingRulesView } from './ratings.dto.js';

const DEFAULTS: RatingRulesView = { minMinutes: 4, windowDays: 7 };

/** Which calls a licensee lets callers rate, and for how long [K1]. */
@Injectable()
export class RatingRules {
  constructor(private readonly db: Db) {}

  show(ctx: Context): Promise<RatingRulesView> {
    return this.db.read(ctx, (tx) => this.of(tx));
  }

  /** Effective at once, for calls that have ended too; a rating that is there stays. */
  set(ctx: Context, changes: RatingRulesFields): Promise<RatingRulesView> {
    return this.db.transaction(ctx, async (tx) => {
      const before = await this.of(tx);
      const rules = { ...before, ...changes };
      await rowsOf(
        tx,
        `insert into app.rating_rules (licensee_id, min_minutes, window_days, changed_at) values ($1, $2, $3, $4)
         on conflict (licensee_id) do update set min_minutes = $2, window_days = $3, changed_at = $4`,
        [ctx.licenseeId, rules.minMinutes, rules.windowDays, tx.now],
      );
      const named = ([name]: [string, unknown]): boolean => name in changes;
      await recordAudit(tx, {
        action: 'rating_rules.changed',
        before: Object.fromEntries(Object.entries(before).filter(named)),
        after: Object.fromEntries(Object.entries(rules).filter(named)),
      });
      return rules;
    });
  }

  async of(tx: Tx): Promise<RatingRulesView> {
    const [row] = await rowsOf<RatingRulesView>(
      tx,
      'select min_minutes as "minMinutes", window_days as "windowDays" from app.rating_rules where licensee_id = $1',
      [tx.ctx.licenseeId],
    );
    return row ?? DEFAULTS;
  }
}

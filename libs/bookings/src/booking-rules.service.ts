import { Injectable } from '@nestjs/common';
import { type Context, Db, InvalidRequest, type Tx, recordAudit, rowsOf } from '@app/kernel';
import type { BookingRulesDto } from './bookings.dto.js';
import { type BookingRules, DEFAULT_RULES } from './cancellation.js';

/** What a licensee sets about bookings. A booking keeps the rules with which it was made. */
@Injectable()
export class BookingRulesService {
  constructor(private readonly db: Db) {}

  show(ctx: Context): Promise<BookingRulesDto> {
    return this.db.read(ctx, async (tx) => view(await this.of(tx)));
  }

  /** @throws InvalidRequest for tiers that give back more at a shorter notice, or name an hour twice */
  replace(ctx: Context, input: BookingRulesDto): Promise<BookingRulesDto> {
    const tiers = [...input.tiers]
      .map(({ hoursBefore, refundPercent }) => ({ hoursBefore, refundPercent }))
      .sort((a, b) => b.hoursBefore - a.hoursBefore);
    tiers.slice(1).forEach((tier, i) => {
      const longer = tiers[i]!;
      if (tier.hoursBefore === longer.hoursBefore || tier.refundPercent > longer.refundPercent)
        throw new InvalidRequest([{ pointer: '/tiers', detail: 'must give back less the shorter the notice is' }]);
    });
    return this.db.transaction(ctx, async (tx) => {
      const before = await this.of(tx);
      const rules = { ...input, tiers };
      await rowsOf(
        tx,
        `insert into app.booking_rules (licensee_id, accept_hours, tiers, no_show_fee_percent, wait_minutes, returns_rest, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (licensee_id) do update set accept_hours = excluded.accept_hours, tiers = excluded.tiers,
           no_show_fee_percent = excluded.no_show_fee_percent, wait_minutes = excluded.wait_minutes, returns_rest = excluded.returns_rest, changed_at = excluded.changed_at`,
        [
          ctx.licenseeId,
          rules.acceptHours,
          JSON.stringify(tiers),
          rules.noShowFeePercent,
          rules.waitMinutes,
          rules.returnsRest,
          tx.now,
        ],
      );
      await recordAudit(tx, { action: 'booking_rules.changed', before: { ...before }, after: { ...rules } });
      return view(await this.of(tx));
    });
  }

  async of(tx: Tx): Promise<BookingRules> {
    const [row] = await rowsOf<BookingRules>(
      tx,
      `select accept_hours as "acceptHours", tiers, no_show_fee_percent as "noShowFeePercent", wait_minutes as "waitMinutes", returns_rest as "returnsRest"
         from app.booking_rules where licensee_id = $1`,
      [tx.ctx.licenseeId],
    );
    return row ?? DEFAULT_RULES;
  }
}

const view = (rules: BookingRules): BookingRulesDto => ({ ...rules, tiers: [...rules.tiers] });

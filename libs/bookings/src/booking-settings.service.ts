import { Injectable } from '@nestjs/common';
import { type Context, Db, type Tx, personOf, rowsOf } from '@app/kernel';
import { AdvisorsService } from '@app/advisors';
import type { BookingSettingsDto } from './bookings.dto.js';
import { type BookingSettings, DEFAULT_SETTINGS } from './slots.js';

/** What an advisor offers. Bookings that are there stay as they were made. */
@Injectable()
export class BookingSettingsService {
  constructor(
    private readonly db: Db,
    private readonly advisors: AdvisorsService,
  ) {}

  /** @throws NotFound */
  showMine(ctx: Context): Promise<BookingSettingsDto> {
    return this.db.read(ctx, async (tx) =>
      view(await this.of(tx, await this.advisors.idOf(tx, personOf(ctx).personId))),
    );
  }

  /** Whether the advisor has set anything yet. @throws NotFound */
  hasChosen(ctx: Context): Promise<boolean> {
    return this.db.read(ctx, async (tx) => {
      const id = await this.advisors.idOf(tx, personOf(ctx).personId);
      const sql = 'select 1 from app.booking_settings where licensee_id = $1 and advisor_id = $2';
      return (await rowsOf(tx, sql, [ctx.licenseeId, id])).length > 0;
    });
  }

  /** @throws NotFound */
  replaceMine(ctx: Context, input: BookingSettingsDto): Promise<BookingSettingsDto> {
    return this.db.transaction(ctx, async (tx) => {
      const id = await this.advisors.idOf(tx, personOf(ctx).personId);
      const lengths = [...new Set(input.lengths)].sort((a, b) => a - b);
      await rowsOf(
        tx,
        `insert into app.booking_settings (licensee_id, advisor_id, is_on, lengths, buffer_minutes, notice_minutes, ahead_days, auto_accept, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (licensee_id, advisor_id) do update set is_on = excluded.is_on, lengths = excluded.lengths, buffer_minutes = excluded.buffer_minutes,
           notice_minutes = excluded.notice_minutes, ahead_days = excluded.ahead_days, auto_accept = excluded.auto_accept, changed_at = excluded.changed_at`,
        [
          ctx.licenseeId,
          id,
          input.isOn,
          lengths,
          input.bufferMinutes,
          input.noticeMinutes,
          input.aheadDays,
          input.autoAccept,
          tx.now,
        ],
      );
      return view(await this.of(tx, id));
    });
  }

  async of(tx: Tx, advisorId: string): Promise<BookingSettings> {
    const [row] = await rowsOf<BookingSettings>(
      tx,
      `select is_on as "isOn", lengths, buffer_minutes as "bufferMinutes", notice_minutes as "noticeMinutes", ahead_days as "aheadDays", auto_accept as "autoAccept"
         from app.booking_settings where licensee_id = $1 and advisor_id = $2`,
      [tx.ctx.licenseeId, advisorId],
    );
    return row ?? DEFAULT_SETTINGS;
  }
}

const view = (settings: BookingSettings): BookingSettingsDto => ({ ...settings, lengths: [...settings.lengths] });

import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Context, Db, InvalidRequest, type Tx, recordAudit, rowsOf } from '@app/kernel';
import { MAIL_LOCALES } from '../mail/templates.js';
import { TextBrand } from './text-brand.js';
import { segmentsOf, textOf } from './text-words.js';
import type { SaveTextBudget, StaffTextsView } from './texts.dto.js';
import { TEXT_KINDS, Texts } from './texts.js';

/** Where staff have set nothing. */
const USUAL = 200;
const SHOWN_MONTHS = 12;
const SAMPLE_CODE = '123456';

interface DayRow {
  readonly taken: number;
}
interface MonthRow {
  readonly month: string;
  readonly texts: number;
  readonly segments: number;
}

/** How many texts a licensee sends on a day (UTC): a code that is asked for again and again costs money, and somebody may earn it. */
@Injectable()
export class TextBudgets {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'TEXTS_DAILY_CAP'>,
    private readonly db: Db,
    private readonly texts: Texts,
    private readonly brand: TextBrand,
  ) {}

  /**
   * Takes one text from today's budget, however many ask at once: the row of the day is locked until the end of the transaction. Codes get half of it, so that who asks for
   * codes makes no ring silent.
   * @returns the day it was taken from, or undefined when there is none left
   */
  async take(tx: Tx, isCode: boolean): Promise<string | undefined> {
    const limit = await this.limitOf(tx);
    const day = dayOf(tx.now);
    const rows = await rowsOf(
      tx,
      `insert into app.text_day as d (licensee_id, day, taken, codes)
       select $1, $2, 1, $3::int where $4::int > 0 and ($3::int = 0 or $5::int > 0)
       on conflict (licensee_id, day) do update set taken = d.taken + 1, codes = d.codes + $3::int
        where d.taken < $4::int and ($3::int = 0 or d.codes < $5::int)
       returning day`,
      [tx.ctx.licenseeId, day, isCode ? 1 : 0, limit, Math.ceil(limit / 2)],
    );
    return rows.length > 0 ? day : undefined;
  }

  /** It was not sent. */
  async giveBack(tx: Tx, day: string, isCode: boolean): Promise<void> {
    await rowsOf(
      tx,
      `update app.text_day set taken = greatest(taken - 1, 0), codes = greatest(codes - $3::int, 0) where licensee_id = $1 and day = $2 returning day`,
      [tx.ctx.licenseeId, day, isCode ? 1 : 0],
    );
  }

  /** The provider took it, which is what it charges. */
  async count(tx: Tx, day: string, segments: number): Promise<void> {
    await rowsOf(
      tx,
      `update app.text_day set sent = sent + 1, segments = segments + $3::int where licensee_id = $1 and day = $2 returning day`,
      [tx.ctx.licenseeId, day, segments],
    );
  }

  /** What staff see: the budget, what was sent, and what texts say. */
  show(ctx: Context): Promise<StaffTextsView> {
    return this.db.read(ctx, (tx) => this.view(tx));
  }

  /** @throws InvalidRequest above what the installation lets anybody send */
  save(ctx: Context, { dailyTexts }: SaveTextBudget): Promise<StaffTextsView> {
    const most = this.config.TEXTS_DAILY_CAP;
    if (dailyTexts > most)
      throw new InvalidRequest([{ pointer: '/dailyTexts', detail: `must be ${most} at the most` }]);
    return this.db.transaction(ctx, async (tx) => {
      const before = await this.limitOf(tx);
      await rowsOf(
        tx,
        `insert into app.text_budget (licensee_id, daily_texts, changed_at) values ($1, $2, $3)
         on conflict (licensee_id) do update set daily_texts = excluded.daily_texts, changed_at = excluded.changed_at returning licensee_id`,
        [ctx.licenseeId, dailyTexts, tx.now],
      );
      await recordAudit(tx, {
        action: 'text_budget.changed',
        before: { dailyTexts: before },
        after: { dailyTexts },
      });
      return this.view(tx);
    });
  }

  private async limitOf(tx: Tx): Promise<number> {
    const most = this.config.TEXTS_DAILY_CAP;
    const [row] = await rowsOf<{ daily_texts: number }>(
      tx,
      'select daily_texts from app.text_budget where licensee_id = $1',
      [tx.ctx.licenseeId],
    );
    return Math.min(row?.daily_texts ?? USUAL, most);
  }

  private async view(tx: Tx): Promise<StaffTextsView> {
    const { licenseeId } = tx.ctx;
    const [today] = await rowsOf<DayRow>(tx, 'select taken from app.text_day where licensee_id = $1 and day = $2', [
      licenseeId,
      dayOf(tx.now),
    ]);
    const months = await rowsOf<MonthRow>(
      tx,
      `select to_char(day, 'YYYY-MM') as month, sum(sent)::int as texts, sum(segments)::int as segments from app.text_day
        where licensee_id = $1 group by 1 having sum(sent) > 0 order by 1 desc limit ${SHOWN_MONTHS}`,
      [licenseeId],
    );
    const values = { brand: await this.brand.nameOf(tx), link: await this.brand.linkOf(tx), code: SAMPLE_CODE };
    return {
      channels: [...this.texts.channels],
      dailyTexts: await this.limitOf(tx),
      mostDailyTexts: this.config.TEXTS_DAILY_CAP,
      takenToday: today?.taken ?? 0,
      months,
      samples: TEXT_KINDS.flatMap((kind) =>
        MAIL_LOCALES.map((locale) => {
          const text = textOf(kind, locale, values);
          return { kind, locale, text, segments: segmentsOf(text) };
        }),
      ),
    };
  }
}

const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Expandables,
  NotFound,
  type Page,
  type Tx,
  cursorPosition,
  expansionsOf,
  page,
  publicId,
  rowsOf,
  wholeList,
} from '@app/kernel';
import { TestTwins } from '@app/licensees';
import { CATALOGUE } from './catalogue.js';
import { typeBounds } from './event-types.js';
import { EVENT_EXPANSIONS, type EventTypeView, type EventView, type EventsQuery } from './events.dto.js';
import { exampleOf, schemaOf } from './payload.js';

export interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly position: bigint;
  readonly data: Record<string, unknown>;
  readonly occurred_at: Date;
}

/** The record of what happened, for the licensee's programs [N10]. */
@Injectable()
export class EventsService {
  constructor(
    private readonly db: Db,
    private readonly twins: TestTwins,
    private readonly expandables: Expandables,
  ) {}

  /**
   * By place: what was read once stays where it was. An event has its place a moment after its fact, and is listed from then on.
   * @throws InvalidRequest for a foreign cursor, UnknownExpansion, NotFound when `after` is no event of the licensee
   */
  async list(
    ctx: Context,
    { type, subject, after, order, expand, cursor, limit }: EventsQuery,
  ): Promise<Page<EventView>> {
    const from = cursorPosition(cursor, [/^\d{1,18}$/])?.[0] ?? null;
    const livemode = !(await this.twins.isTwin(ctx));
    return this.db.read(ctx, async (tx) => {
      const past = after === undefined ? null : (await one(tx, after)).position;
      const rows = await rowsOf<EventRow>(
        tx,
        `select id, type, subject, position, data, occurred_at from app.event
          where licensee_id = $1 and position is not null
            and ($2::text is null or type = $2) and ($3::text is null or starts_with(type, $3)) and ($4::text is null or subject = $4)
            and ($5::bigint is null or position > $5) and ($6::bigint is null or position ${order === 'oldest' ? '>' : '<'} $6)
          order by position ${order === 'oldest' ? '' : 'desc'} limit $7`,
        [ctx.licenseeId, ...typeBounds(type), subject ?? null, past, from, limit + 1],
      );
      const about = await this.about(tx, expand, rows.slice(0, limit));
      return page(
        rows,
        limit,
        ({ position }) => [String(position)],
        (row) => ({ ...eventView(row, livemode), ...about(row) }),
      );
    });
  }

  /** @throws NotFound, UnknownExpansion */
  async show(ctx: Context, id: string, expand?: string): Promise<EventView> {
    const livemode = !(await this.twins.isTwin(ctx));
    return this.db.read(ctx, async (tx) => {
      const row = await one(tx, id);
      return { ...eventView(row, livemode), ...(await this.about(tx, expand, [row]))(row) };
    });
  }

  /** What events are about, where it was asked for. */
  private async about(
    tx: Tx,
    expand: string | undefined,
    rows: readonly EventRow[],
  ): Promise<(row: EventRow) => Pick<EventView, 'about'>> {
    if (!expansionsOf(expand, EVENT_EXPANSIONS).has('subject')) return () => ({});
    const things = await this.expandables.named(tx, [...new Set(rows.map(({ subject }) => subject))]);
    return ({ subject }) => ({ about: things.get(subject) ?? null });
  }

  /** The catalogue. */
  types(): Page<EventTypeView> {
    return wholeList(
      [...CATALOGUE.values()].map(({ type, description, payload }) => ({
        type,
        description,
        schema: schemaOf(payload) as Record<string, unknown>,
        example: exampleOf(payload),
      })),
    );
  }
}

async function one(tx: Parameters<typeof rowsOf>[0], id: string): Promise<EventRow> {
  const [row] = await rowsOf<EventRow>(
    tx,
    'select id, type, subject, position, data, occurred_at from app.event where licensee_id = $1 and id = $2 and position is not null',
    [tx.ctx.licenseeId, id],
  );
  if (!row) throw new NotFound();
  return row;
}

export const eventView = (
  { id, type, subject, data, occurred_at }: Omit<EventRow, 'position'>,
  livemode: boolean,
): EventView => ({
  id: publicId('event', id),
  type,
  timestamp: occurred_at.toISOString(),
  subject,
  livemode,
  data,
});

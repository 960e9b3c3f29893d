import { Injectable } from '@nestjs/common';
import { Always, Db, type EventEnvelope, EventRecorder, Every, type Tx, log, rowsOf, systemContext } from '@app/kernel';
import { publicForm } from './catalogue.js';

/** How long events, and what was sent of them, can be read. */
export const KEPT_DAYS = 30;
/** Rows of one transaction, so that no lock is held for long. */
const BATCH = 500;

/** Writes public events beside their facts, and gives them their places afterwards. */
@Injectable()
export class EventStore extends EventRecorder {
  constructor(private readonly db: Db) {
    super();
  }

  override async record(tx: Tx, { id, type, occurredAt, data }: EventEnvelope<unknown>): Promise<void> {
    const told = publicForm(type, data as object);
    if (!told) return;
    await rowsOf(
      tx,
      'insert into app.event (licensee_id, id, type, subject, data, occurred_at) values ($1, $2, $3, $4, $5, $6)',
      [tx.ctx.licenseeId, id, told.type, told.subject, JSON.stringify(told.data), occurredAt],
    );
  }

  /**
   * Transactions commit in another order than they begin, so a place that was given with the fact would let a reader pass by an event that commits late. Here
   * one worker at a time per licensee numbers what is committed, without a gap.
   */
  @Always(200, 'events.place')
  async place(): Promise<void> {
    const waiting = await this.db.resolve<{ licensee_id: string }>(
      'select licensee_id from app.licensees_with_unplaced_events() as licensee_id',
    );
    for (const { licensee_id: licenseeId } of waiting) {
      await this.placeOf(licenseeId).catch((error: unknown) =>
        log.error({ err: error, licenseeId }, 'events cannot be placed; tried again'),
      );
    }
  }

  /** Everything older than it is kept for, licensee by licensee. */
  @Every('23 3 * * *', 'events.forget')
  async forget(): Promise<void> {
    const licensees = await this.db.resolve<{ id: string }>('select id from app.licensee_ids() as id');
    for (const { id } of licensees) {
      let more = true;
      while (more)
        more = await this.db.transaction(systemContext(id, 'events.forget'), async (tx) => {
          const gone = await rowsOf(
            tx,
            `delete from app.event where licensee_id = $1 and id in (
               select id from app.event where licensee_id = $1 and occurred_at < $2::timestamptz - make_interval(days => $3) limit $4) returning id`,
            [tx.ctx.licenseeId, tx.now, KEPT_DAYS, BATCH],
          );
          return gone.length === BATCH;
        });
    }
  }

  private async placeOf(licenseeId: string): Promise<void> {
    await this.db.transaction(systemContext(licenseeId, 'events.place'), async (tx) => {
      const last = await lastPosition(tx);
      const rows = await rowsOf<{ position: bigint }>(
        tx,
        `with placed as (
           select id, $2::bigint + row_number() over (order by seq) as position from app.event
            where licensee_id = $1 and position is null order by seq limit $3)
         update app.event e set position = p.position from placed p where e.licensee_id = $1 and e.id = p.id
         returning e.position`,
        [licenseeId, last, BATCH],
      );
      if (rows.length === 0) return;
      rows.sort((a, b) => (a.position < b.position ? -1 : 1));
      await rowsOf(tx, 'update app.event_order set last_position = $2 where licensee_id = $1', [
        licenseeId,
        rows.at(-1)!.position,
      ]);
    });
  }
}

/** The last place that was given, locked. */
async function lastPosition(tx: Tx): Promise<bigint> {
  const [row] = await rowsOf<{ last_position: bigint }>(
    tx,
    `insert into app.event_order (licensee_id, last_position) values ($1, 0)
     on conflict (licensee_id) do update set last_position = event_order.last_position returning last_position`,
    [tx.ctx.licenseeId],
  );
  return row!.last_position;
}

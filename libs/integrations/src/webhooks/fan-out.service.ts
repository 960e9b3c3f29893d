import { Injectable } from '@nestjs/common';
import { type Tx, newId, rowsOf } from '@app/kernel';
import { wants } from '../events/event-types.js';

/** An event that has its place. */
export interface PlacedEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly position: bigint;
}

/** Gives events to endpoints, in the transaction that gives the events their places. */
@Injectable()
export class FanOut {
  /** To every enabled endpoint that asked for the type. */
  async toAll(tx: Tx, events: readonly PlacedEvent[]): Promise<void> {
    const endpoints = await rowsOf<{ id: string; event_types: string[] }>(
      tx,
      `select id, event_types from app.webhook_endpoint where licensee_id = $1 and status = 'enabled' order by id for no key update`,
      [tx.ctx.licenseeId],
    );
    for (const { id, event_types } of endpoints) {
      await this.to(
        tx,
        id,
        events.filter(({ type }) => wants(event_types, type)),
      );
    }
  }

  /**
   * To one endpoint, whose row the caller has locked: the number and the message that bears it commit together, so no number is ever missing. What it
   * was given before is left out. @returns how many are new
   */
  async to(tx: Tx, endpointId: string, events: readonly PlacedEvent[]): Promise<number> {
    if (events.length === 0) return 0;
    const rows = await rowsOf<{ sequence: bigint }>(
      tx,
      `with fresh as (
         select e.id, e.delivery_id, e.type, e.subject, e.n from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[]) with ordinality as e(id, delivery_id, type, subject, n)
          where not exists (select 1 from app.webhook_delivery d where d.licensee_id = $1 and d.endpoint_id = $2 and d.event_id = e.id)),
       endpoint as (
         update app.webhook_endpoint set last_sequence = last_sequence + (select count(*) from fresh),
                wake_at = case when exists (select 1 from fresh) then least(wake_at, $7::timestamptz) else wake_at end
          where licensee_id = $1 and id = $2 returning last_sequence)
       insert into app.webhook_delivery (licensee_id, id, endpoint_id, event_id, sequence, type, subject, status, due_at, created_at)
       select $1, f.delivery_id, $2, f.id, endpoint.last_sequence - (select count(*) from fresh) + row_number() over (order by f.n), f.type, f.subject, 'waiting', $7, $7
         from fresh f cross join endpoint
       returning sequence`,
      [
        tx.ctx.licenseeId,
        endpointId,
        events.map(({ id }) => id),
        events.map(() => newId()),
        events.map(({ type }) => type),
        events.map(({ subject }) => subject),
        tx.now,
      ],
    );
    return rows.length;
  }
}

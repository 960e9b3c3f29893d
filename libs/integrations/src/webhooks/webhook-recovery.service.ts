import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  InvalidRequest,
  type Tx,
  addSeconds,
  cursorPosition,
  publicId,
  recordAudit,
  rowsOf,
} from '@app/kernel';
import { CATALOGUE } from '../events/catalogue.js';
import { KEPT_DAYS } from '../events/event-store.service.js';
import { wants } from '../events/event-types.js';
import { DeliveryQueue, type EndpointRow } from './delivery-queue.js';
import { FanOut, type PlacedEvent } from './fan-out.service.js';
import { again } from './webhook-deliveries.service.js';
import { mustBeEnabled } from './webhook-endpoints.service.js';
import type { RecoverDeliveries, RecoveredView } from './webhooks.dto.js';

/** Messages that one request sends again. */
const AT_ONCE = 1_000;
const NUMBER = /^\d{1,18}$/;

/** Events that happened at or after `from` and before `until`. */
interface Range {
  readonly from: Date;
  readonly until: Date | null;
}

/** Sends a range of what happened again [N9]. */
@Injectable()
export class WebhookRecovery {
  constructor(
    private readonly db: Db,
    private readonly queue: DeliveryQueue,
    private readonly fanOut: FanOut,
  ) {}

  /**
   * What failed in a time, or all of it, and what the endpoint was never given: oldest first, a thousand of each per request. The cursor keeps the last number
   * that was given when it began: what is sent again meanwhile does not come round once more.
   * @throws NotFound, EndpointDisabled, InvalidRequest
   */
  recover(ctx: Context, endpointId: string, asked: RecoverDeliveries): Promise<RecoveredView> {
    const { include = 'failed' } = asked;
    return this.db.transaction(ctx, async (tx) => {
      const range = rangeOf(asked, tx.now);
      const endpoint = await mustBeEnabled(tx, endpointId);
      const [after, last] = cursorPosition(asked.cursor, [NUMBER, NUMBER]) ?? ['0', String(endpoint.last_sequence)];
      const old = await rowsOf<{ id: string; sequence: bigint }>(
        tx,
        `select d.id, d.sequence from app.webhook_delivery d join app.event e on e.licensee_id = d.licensee_id and e.id = d.event_id
          where d.licensee_id = $1 and d.endpoint_id = $2 and (d.status = 'failed' or $3 and d.status = 'delivered')
            and e.occurred_at >= $4 and ($5::timestamptz is null or e.occurred_at < $5) and d.sequence > $6 and d.sequence <= $7
          order by d.sequence limit $8`,
        [ctx.licenseeId, endpointId, include === 'all', range.from, range.until, after, last, AT_ONCE],
      );
      const missed = await missedEvents(tx, endpoint, range);
      await again(
        tx,
        old.map(({ id }) => id),
      );
      const added = await this.fanOut.to(tx, endpointId, missed);
      await this.queue.reschedule(tx, endpoint);
      await recordAudit(tx, {
        action: 'webhook_endpoint.recovered',
        subject: { kind: 'webhook_endpoint', id: publicId('webhookEndpoint', endpointId) },
        after: {
          since: range.from.toISOString(),
          until: range.until?.toISOString() ?? null,
          include,
          resent: old.length,
          added,
        },
      });
      const hasMore = old.length === AT_ONCE || missed.length === AT_ONCE;
      const position = [String(old.at(-1)?.sequence ?? after), last];
      return {
        resent: old.length,
        added,
        hasMore,
        nextCursor: hasMore ? Buffer.from(JSON.stringify(position)).toString('base64url') : null,
      };
    });
  }
}

/** @throws InvalidRequest */
function rangeOf({ since, until, cursor }: RecoverDeliveries, now: Date): Range {
  const from = new Date(since);
  // A range that began in time goes on: time has passed since its first page.
  const isTooOld = cursor === undefined && from < addSeconds(now, -KEPT_DAYS * 86_400);
  if (from > now || isTooOld)
    throw new InvalidRequest([{ pointer: '/since', detail: `must lie within the last ${KEPT_DAYS} days` }]);
  const end = until === undefined ? null : new Date(until);
  if (end !== null && end <= from) throw new InvalidRequest([{ pointer: '/until', detail: 'must be after `since`' }]);
  return { from, until: end };
}

function missedEvents(tx: Tx, endpoint: EndpointRow, { from, until }: Range): Promise<PlacedEvent[]> {
  return rowsOf<PlacedEvent>(
    tx,
    `select e.id, e.type, e.subject, e.position from app.event e
      where e.licensee_id = $1 and e.occurred_at >= $3 and ($6::timestamptz is null or e.occurred_at < $6) and e.position is not null and e.type = any ($4)
        and not exists (select 1 from app.webhook_delivery d where d.licensee_id = e.licensee_id and d.endpoint_id = $2 and d.event_id = e.id)
      order by e.position limit $5`,
    [
      tx.ctx.licenseeId,
      endpoint.id,
      from,
      [...CATALOGUE.keys()].filter((type) => wants(endpoint.event_types, type)),
      AT_ONCE,
      until,
    ],
  );
}

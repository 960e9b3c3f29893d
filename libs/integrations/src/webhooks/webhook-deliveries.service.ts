import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  InvalidRequest,
  NotFound,
  type Page,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  cutShort,
  newId,
  page,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { CATALOGUE } from '../events/catalogue.js';
import { typeBounds } from '../events/event-types.js';
import { messageExample } from '../events/message.js';
import { DeliveryQueue } from './delivery-queue.js';
import { mustBeEnabled } from './webhook-endpoints.service.js';
import { messageOf } from './webhook-sender.service.js';
import type {
  WebhookAttemptView,
  WebhookDeliveriesQuery,
  WebhookDeliveryDetailView,
  WebhookDeliveryView,
} from './webhooks.dto.js';

interface DeliveryRow {
  id: string;
  endpoint_id: string;
  event_id: string | null;
  type: string;
  subject: string;
  sequence: bigint | null;
  status: WebhookDeliveryView['status'];
  tries: number;
  next_try_at: Date;
  created_at: Date;
  finished_at: Date | null;
  last_status_code: number | null;
  last_failure: string | null;
  dropped_because: string | null;
}

/** What waits at an endpoint that rests is not tried before it does. */
const DELIVERIES = `
  select d.*, greatest(d.due_at, p.paused_until) as next_try_at, a.status_code as last_status_code, a.failure as last_failure
    from app.webhook_delivery d
    join app.webhook_endpoint p on p.licensee_id = d.licensee_id and p.id = d.endpoint_id
    left join lateral (select status_code, failure from app.webhook_attempt a where a.licensee_id = d.licensee_id and a.delivery_id = d.id and a.finished_at is not null
                        order by a.n desc limit 1) a on true
   where d.licensee_id = $1`;

/** What was sent, how it went, and sending it again [N9]. */
@Injectable()
export class WebhookDeliveriesService {
  constructor(
    private readonly db: Db,
    private readonly queue: DeliveryQueue,
  ) {}

  /** Newest first. */
  list(ctx: Context, query: WebhookDeliveriesQuery): Promise<Page<WebhookDeliveryView>> {
    const { endpointId, eventId, status, type, cursor, limit } = query;
    const before = cursorPosition(cursor, [UUID_PATTERN])?.[0] ?? null;
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<DeliveryRow>(
        tx,
        `${DELIVERIES} and ($2::uuid is null or d.endpoint_id = $2) and ($3::uuid is null or d.event_id = $3) and ($4::text is null or d.status = $4)
           and ($5::text is null or d.type = $5) and ($6::text is null or starts_with(d.type, $6)) and ($7::uuid is null or d.id < $7) order by d.id desc limit $8`,
        [ctx.licenseeId, endpointId ?? null, eventId ?? null, status ?? null, ...typeBounds(type), before, limit + 1],
      );
      return page(rows, limit, ({ id }) => [id], view);
    });
  }

  /** With the body and every try. @throws NotFound */
  show(ctx: Context, id: string): Promise<WebhookDeliveryDetailView> {
    return this.db.read(ctx, (tx) => detailOf(tx, id));
  }

  /** Sends one again, now; the schedule begins anew. Number and id stay, so a receiver can tell that it has it. @throws NotFound, EndpointDisabled */
  resend(ctx: Context, id: string): Promise<WebhookDeliveryDetailView> {
    return this.db.transaction(ctx, async (tx) => {
      const { endpoint_id, type } = await deliveryOf(tx, id);
      const endpoint = await mustBeEnabled(tx, endpoint_id);
      await again(tx, [id]);
      await this.queue.reschedule(tx, endpoint);
      await recordAudit(tx, {
        action: 'webhook_delivery.resent',
        subject: { kind: 'webhook_delivery', id: publicId('webhookDelivery', id) },
        after: { endpointId: publicId('webhookEndpoint', endpoint_id), type },
      });
      return detailOf(tx, id);
    });
  }

  /** Sends a message that tells of nothing: signed like any other, without a number, and tried once. @throws NotFound, EndpointDisabled, InvalidRequest */
  sendExample(ctx: Context, endpointId: string, type: string): Promise<WebhookDeliveryDetailView> {
    const event = CATALOGUE.get(type);
    if (!event)
      throw new InvalidRequest([
        { pointer: '/type', detail: `there is no event type ${cutShort(type)}; GET /v1/event-types has all` },
      ]);
    return this.db.transaction(ctx, async (tx) => {
      const endpoint = await mustBeEnabled(tx, endpointId);
      const id = newId();
      await rowsOf(
        tx,
        `insert into app.webhook_delivery (licensee_id, id, endpoint_id, type, subject, status, due_at, created_at)
         values ($1, $2, $3, $4, $5, 'waiting', $6, $6)`,
        [ctx.licenseeId, id, endpointId, type, messageExample(event).subject, tx.now],
      );
      await this.queue.reschedule(tx, endpoint);
      return detailOf(tx, id);
    });
  }
}

/** From the start, whatever became of it before. What is being sent right now is left to its end. */
export async function again(tx: Tx, ids: readonly string[]): Promise<void> {
  await rowsOf(
    tx,
    `update app.webhook_delivery set status = 'waiting', due_at = $3, failures = 0, finished_at = null, dropped_because = null
      where licensee_id = $1 and id = any ($2) and not (status = 'sending' and due_at > $3)`,
    [tx.ctx.licenseeId, ids, tx.now],
  );
}

async function deliveryOf(tx: Tx, id: string): Promise<DeliveryRow> {
  const [row] = await rowsOf<DeliveryRow>(tx, `${DELIVERIES} and d.id = $2`, [tx.ctx.licenseeId, id]);
  if (!row) throw new NotFound();
  return row;
}

async function detailOf(tx: Tx, id: string): Promise<WebhookDeliveryDetailView> {
  const row = await deliveryOf(tx, id);
  const [told] = await rowsOf<{ livemode: boolean; data: object | null; occurred_at: Date | null }>(
    tx,
    `select l.test_of is null as livemode, e.data, e.occurred_at from app.licensee l
       left join app.event e on e.licensee_id = l.id and e.id = $2 where l.id = $1`,
    [tx.ctx.licenseeId, row.event_id],
  );
  const attempts = await rowsOf<AttemptRow>(
    tx,
    'select n, started_at, duration_ms, status_code, failure, answer from app.webhook_attempt where licensee_id = $1 and delivery_id = $2 order by n desc limit 100',
    [tx.ctx.licenseeId, id],
  );
  const { body } = messageOf({
    deliveryId: id,
    type: row.type,
    subject: row.subject,
    sequence: row.sequence,
    createdAt: row.created_at,
    livemode: told!.livemode,
    event: told?.data ? { id: row.event_id!, data: told.data, occurredAt: told.occurred_at! } : null,
  });
  return { ...view(row), payload: body.toString('utf8'), attempts: attempts.map(attemptView) };
}

interface AttemptRow {
  n: number;
  started_at: Date;
  duration_ms: number | null;
  status_code: number | null;
  failure: string | null;
  answer: string | null;
}
const attemptView = (row: AttemptRow): WebhookAttemptView => ({
  n: row.n,
  startedAt: row.started_at.toISOString(),
  durationMs: row.duration_ms,
  statusCode: row.status_code,
  failure: row.failure,
  answer: row.answer,
});

const view = (row: DeliveryRow): WebhookDeliveryView => ({
  id: publicId('webhookDelivery', row.id),
  endpointId: publicId('webhookEndpoint', row.endpoint_id),
  eventId: row.event_id === null ? null : publicId('event', row.event_id),
  type: row.type,
  subject: row.subject,
  sequence: row.sequence === null ? null : toJsonMinor(row.sequence),
  status: row.status,
  tries: row.tries,
  lastStatusCode: row.last_status_code,
  lastFailure: row.last_failure,
  droppedBecause: row.dropped_because,
  nextTryAt: row.status === 'waiting' ? row.next_try_at.toISOString() : null,
  createdAt: row.created_at.toISOString(),
  finishedAt: row.finished_at?.toISOString() ?? null,
});

import { Injectable } from '@nestjs/common';
import { type Context, Db, Outbox, type Tx, addSeconds, publicId, recordAudit, rowsOf, updateRow } from '@app/kernel';
import type { Answer } from './http-sender.js';
import { FAILURES_TO_PAUSE, TRIES_IN_ORDER, askedPause, isGivenUp, nextTry, restUntil } from './schedule.js';
import { type DisabledBecause, type DroppedBecause, WebhookEndpointDisabled } from './webhooks.events.js';

/** Messages under way to one endpoint; one, while it fails. */
const PER_ENDPOINT = 4;
/** After so long without a result the worker that sends is taken for dead, and the message is sent again: more than a try can last. */
const LEASE_SECONDS = 45;

/** One try that this worker has taken upon itself. */
export interface Claim {
  readonly endpointId: string;
  readonly deliveryId: string;
  /** Number of the try: who has lost the claim has an older one. */
  readonly n: number;
  readonly sequence: bigint | null;
  readonly type: string;
  readonly subject: string;
  /** null = an example. */
  readonly event: { readonly id: string; readonly data: object; readonly occurredAt: Date } | null;
  readonly livemode: boolean;
  readonly createdAt: Date;
  readonly url: string;
  readonly sealedSecret: string;
  readonly sealedPreviousSecret: string | null;
}

export interface EndpointRow {
  id: string;
  url: string;
  description: string;
  event_types: string[];
  status: 'enabled' | 'disabled' | 'deleted';
  disabled_because: DisabledBecause | null;
  disabled_at: Date | null;
  sealed_secret: string;
  sealed_previous_secret: string | null;
  previous_secret_until: Date | null;
  last_sequence: bigint;
  consecutive_failures: number;
  failing_since: Date | null;
  last_success_at: Date | null;
  paused_until: Date | null;
  created_at: Date;
}

interface ClaimedRow {
  id: string;
  tries: number;
  sequence: bigint | null;
  type: string;
  subject: string;
  created_at: Date;
  event_id: string | null;
  data: object | null;
  occurred_at: Date | null;
  livemode: boolean;
}

/**
 * The state of what is sent, one endpoint at a time behind the lock of its row: who sends what now, what came of it, and when to look again. Nothing of it lives
 * in a process, so a worker may die at any point. Lock order: endpoint -> delivery.
 */
@Injectable()
export class DeliveryQueue {
  constructor(
    private readonly db: Db,
    private readonly outbox: Outbox,
  ) {}

  /** Takes what an endpoint may be sent now, `room` messages at the most, and writes the tries down before anything is sent. */
  claim(ctx: Context, endpointId: string, room: number): Promise<Claim[]> {
    return this.db.transaction(ctx, async (tx) => {
      const endpoint = await lockEndpoint(tx, endpointId, 'skip locked');
      if (endpoint?.status !== 'enabled') return [];
      if (endpoint.paused_until !== null && endpoint.paused_until > tx.now) {
        await this.wake(tx, endpointId, endpoint.paused_until);
        return [];
      }
      const most = endpoint.consecutive_failures >= FAILURES_TO_PAUSE ? 1 : PER_ENDPOINT;
      const free = Math.min(room, most - (await underWay(tx, endpointId)));
      const rows = free > 0 ? await take(tx, endpointId, free) : [];
      await this.wake(tx, endpointId, await nextDue(tx, endpointId, tx.now));
      return rows.map((row) => claimOf(tx, endpoint, row));
    });
  }

  /** Keeps what came of a try, and decides what follows. */
  record(ctx: Context, claim: Claim, answer: Answer): Promise<void> {
    return this.db.transaction(ctx, async (tx) => {
      const endpoint = await lockEndpoint(tx, claim.endpointId);
      if (!endpoint) return;
      await rowsOf(
        tx,
        `update app.webhook_attempt set finished_at = $4, duration_ms = $5, status_code = $6, failure = $7, answer = $8
          where licensee_id = $1 and delivery_id = $2 and n = $3`,
        [
          tx.ctx.licenseeId,
          claim.deliveryId,
          claim.n,
          tx.now,
          answer.durationMs,
          answer.statusCode,
          answer.failure,
          answer.body,
        ],
      );
      const standing = await standingOf(tx, endpoint, claim);
      if (answer.failure === null) await this.succeeded(tx, claim, standing);
      else await this.failed(tx, endpoint, claim, answer, standing);
    });
  }

  /** Writes when the endpoint is to be looked at next: at the first thing that is due. For whoever holds its lock and changed what waits. */
  async reschedule(tx: Tx, endpoint: Pick<EndpointRow, 'id' | 'paused_until' | 'status'>): Promise<void> {
    const due = endpoint.status === 'enabled' ? await nextDue(tx, endpoint.id, null) : null;
    const rest = endpoint.paused_until;
    await this.wake(tx, endpoint.id, due !== null && rest !== null && rest > due ? rest : due);
  }

  /** Stops an endpoint; what waited has failed and can be recovered. An act of staff is written down by who asks. */
  async disable(tx: Tx, endpoint: EndpointRow, because: DisabledBecause): Promise<void> {
    await updateRow(
      tx,
      'webhook_endpoint',
      { id: endpoint.id },
      { status: 'disabled', disabled_because: because, disabled_at: tx.now, wake_at: null },
    );
    await dropWaiting(tx, endpoint.id, because);
    if (because !== 'staff')
      await recordAudit(tx, {
        action: 'webhook_endpoint.disabled',
        subject: { kind: 'webhook_endpoint', id: publicId('webhookEndpoint', endpoint.id) },
        before: { status: endpoint.status },
        after: { status: 'disabled', because, failures: endpoint.consecutive_failures },
      });
    await this.outbox.add(tx, WebhookEndpointDisabled, {
      endpointId: endpoint.id,
      because,
      failingSince: endpoint.failing_since?.toISOString() ?? null,
    });
  }

  private async succeeded(tx: Tx, claim: Claim, { isOurs, tellsOfHealth }: Standing): Promise<void> {
    if (isOurs)
      await updateRow(
        tx,
        'webhook_delivery',
        { id: claim.deliveryId },
        { status: 'delivered', due_at: null, finished_at: tx.now },
      );
    if (tellsOfHealth)
      await updateRow(
        tx,
        'webhook_endpoint',
        { id: claim.endpointId },
        { consecutive_failures: 0, failing_since: null, paused_until: null, last_success_at: tx.now },
      );
    const [endpoint] = await endpointsById(tx, claim.endpointId);
    await this.reschedule(tx, endpoint!);
  }

  private async failed(
    tx: Tx,
    endpoint: EndpointRow,
    claim: Claim,
    answer: Answer,
    { isOurs, tellsOfHealth }: Standing,
  ): Promise<void> {
    const { statusCode, retryAfter } = answer;
    const asked = tellsOfHealth && (statusCode === 429 || statusCode === 503) ? askedPause(retryAfter, tx.now) : 0;
    const isGone = tellsOfHealth && statusCode === 410;
    if (isOurs) await this.failedDelivery(tx, endpoint, claim, asked, isGone);
    if (tellsOfHealth) {
      const failures = endpoint.consecutive_failures + 1;
      const failingSince = endpoint.failing_since ?? tx.now;
      const rest = restUntil(failures, tx.now, asked);
      Object.assign(endpoint, { consecutive_failures: failures, failing_since: failingSince, paused_until: rest });
      await updateRow(
        tx,
        'webhook_endpoint',
        { id: endpoint.id },
        { consecutive_failures: failures, failing_since: failingSince, paused_until: rest },
      );
    }
    if (endpoint.status !== 'enabled') return;
    const { failing_since: since, consecutive_failures: failures } = endpoint;
    if (isGone) await this.disable(tx, endpoint, 'gone');
    else if (tellsOfHealth && since !== null && isGivenUp(failures, since, tx.now))
      await this.disable(tx, endpoint, 'failing');
    else await this.reschedule(tx, endpoint);
  }

  private async failedDelivery(
    tx: Tx,
    endpoint: EndpointRow,
    claim: Claim,
    asked: number,
    isGone: boolean,
  ): Promise<void> {
    const [row] = await rowsOf<{ failures: number }>(
      tx,
      'update app.webhook_delivery set failures = failures + 1 where licensee_id = $1 and id = $2 returning failures',
      [tx.ctx.licenseeId, claim.deliveryId],
    );
    // An example has one try, so nothing of it is given up.
    const dropped = claim.event === null ? null : isGone ? 'gone' : offBecause(endpoint);
    const isOver = dropped !== null || claim.event === null;
    const next = isOver ? undefined : nextTry(row!.failures, tx.now, asked);
    await updateRow(
      tx,
      'webhook_delivery',
      { id: claim.deliveryId },
      next
        ? { status: 'waiting', due_at: next }
        : { status: 'failed', due_at: null, finished_at: tx.now, dropped_because: dropped },
    );
    // What waits for this one need not be looked at before it.
    if (next && row!.failures < TRIES_IN_ORDER)
      await rowsOf(
        tx,
        `update app.webhook_delivery set due_at = $5
          where licensee_id = $1 and endpoint_id = $2 and subject = $3 and sequence > $4 and status = 'waiting' and due_at < $5`,
        [tx.ctx.licenseeId, endpoint.id, claim.subject, claim.sequence, next],
      );
  }

  private wake(tx: Tx, endpointId: string, at: Date | null): Promise<void> {
    return updateRow(tx, 'webhook_endpoint', { id: endpointId }, { wake_at: at });
  }
}

/** Why it is sent nothing; null = it is. */
const offBecause = ({ status, disabled_because }: EndpointRow): DroppedBecause | null =>
  status === 'deleted' ? 'deleted' : disabled_because;

/** The endpoint, locked; undefined when there is none, or somebody else has it and nobody wants to wait. */
export async function lockEndpoint(tx: Tx, id: string, or: 'skip locked' | '' = ''): Promise<EndpointRow | undefined> {
  const [row] = await rowsOf<EndpointRow>(
    tx,
    `select * from app.webhook_endpoint where licensee_id = $1 and id = $2 for no key update ${or}`,
    [tx.ctx.licenseeId, id],
  );
  return row;
}

const endpointsById = (tx: Tx, id: string): Promise<EndpointRow[]> =>
  rowsOf(tx, 'select * from app.webhook_endpoint where licensee_id = $1 and id = $2', [tx.ctx.licenseeId, id]);

/** What waited has failed: nobody sends it any more. What is being sent right now ends by itself. */
export async function dropWaiting(tx: Tx, endpointId: string, because: DroppedBecause): Promise<void> {
  await rowsOf(
    tx,
    `update app.webhook_delivery set status = 'failed', due_at = null, finished_at = $3, dropped_because = $4
      where licensee_id = $1 and endpoint_id = $2 and (status = 'waiting' or (status = 'sending' and due_at <= $3))`,
    [tx.ctx.licenseeId, endpointId, tx.now, because],
  );
}

async function underWay(tx: Tx, endpointId: string): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(
    tx,
    `select count(*)::int as n from app.webhook_delivery
      where licensee_id = $1 and endpoint_id = $2 and status = 'sending' and due_at > $3`,
    [tx.ctx.licenseeId, endpointId, tx.now],
  );
  return row!.n;
}

/** The first thing that is due: of all, or of what becomes due after a moment. */
async function nextDue(tx: Tx, endpointId: string, after: Date | null): Promise<Date | null> {
  const [row] = await rowsOf<{ at: Date | null }>(
    tx,
    `select min(due_at) as at from app.webhook_delivery
      where licensee_id = $1 and endpoint_id = $2 and due_at is not null and ($3::timestamptz is null or due_at > $3)`,
    [tx.ctx.licenseeId, endpointId, after],
  );
  return row!.at;
}

/**
 * In order per subject [N7]: a message waits for the earlier ones about the same thing, as long as these have not failed three times. So a subject that an endpoint
 * cannot digest holds back itself for some five minutes, and never another (docs/decisions/0034).
 */
async function take(tx: Tx, endpointId: string, most: number): Promise<ClaimedRow[]> {
  const rows = await rowsOf<ClaimedRow>(
    tx,
    `with due as (
       select d.id from app.webhook_delivery d
        where d.licensee_id = $1 and d.endpoint_id = $2 and d.due_at <= $3
          and not exists (select 1 from app.webhook_delivery e where e.licensee_id = $1 and e.endpoint_id = $2 and e.subject = d.subject
                             and e.sequence < d.sequence and e.due_at is not null and e.failures < ${TRIES_IN_ORDER})
        order by d.due_at, d.sequence limit $4),
     taken as (
       update app.webhook_delivery d set status = 'sending', tries = tries + 1, due_at = $5 from due
        where d.licensee_id = $1 and d.id = due.id
       returning d.id, d.tries, d.sequence, d.type, d.subject, d.created_at, d.event_id),
     lost as (
       update app.webhook_attempt a set finished_at = $3, failure = 'interrupted' from taken
        where a.licensee_id = $1 and a.delivery_id = taken.id and a.finished_at is null),
     begun as (
       insert into app.webhook_attempt (licensee_id, delivery_id, n, started_at) select $1, id, tries, $3 from taken)
     select taken.*, e.data, e.occurred_at, (select l.test_of is null from app.licensee l where l.id = $1) as livemode from taken left join app.event e on e.licensee_id = $1 and e.id = taken.event_id
      order by taken.sequence`,
    [tx.ctx.licenseeId, endpointId, tx.now, most, addSeconds(tx.now, LEASE_SECONDS)],
  );
  return rows;
}

interface Standing {
  /** Whether the try is still this worker's: another one may have taken it for dead, or staff may have sent it anew. */
  readonly isOurs: boolean;
  /** Whether what came of it says anything about the endpoint: a late result does not, nor one of the address before, nor an example to one that is being set up. */
  readonly tellsOfHealth: boolean;
}

async function standingOf(tx: Tx, endpoint: EndpointRow, { deliveryId, n, event, url }: Claim): Promise<Standing> {
  const rows = await rowsOf(
    tx,
    `select 1 from app.webhook_delivery where licensee_id = $1 and id = $2 and status = 'sending' and tries = $3 for no key update`,
    [tx.ctx.licenseeId, deliveryId, n],
  );
  const isOurs = rows.length === 1;
  return { isOurs, tellsOfHealth: isOurs && event !== null && url === endpoint.url };
}

const claimOf = (tx: Tx, endpoint: EndpointRow, row: ClaimedRow): Claim => ({
  endpointId: endpoint.id,
  deliveryId: row.id,
  n: row.tries,
  sequence: row.sequence,
  type: row.type,
  subject: row.subject,
  event: row.event_id === null ? null : { id: row.event_id, data: row.data!, occurredAt: row.occurred_at! },
  livemode: row.livemode,
  createdAt: row.created_at,
  url: endpoint.url,
  sealedSecret: endpoint.sealed_secret,
  sealedPreviousSecret:
    endpoint.previous_secret_until !== null && endpoint.previous_secret_until > tx.now
      ? endpoint.sealed_previous_secret
      : null,
});

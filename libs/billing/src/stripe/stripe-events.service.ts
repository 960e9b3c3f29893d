import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  Every,
  Jobs,
  Task,
  counters,
  log,
  newId,
  rowsOf,
  systemContext,
} from '@app/kernel';
import { finishEvent } from './inbox.js';
import { type EventFacts, Payments } from './payments.js';
import { STRIPE_API_VERSION } from './stripe-client.adapter.js';
import { StripeHandlers } from './stripe-handlers.js';
import { InvalidSignature } from './stripe.problems.js';

/** The one Stripe account of this release; a licensee's own platform account becomes another context. */
export const DEFAULT_CONTEXT = 'default';

const POLL_OVERLAP_SECONDS = 3 * 24 * 3600;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface EventRow {
  id: string;
  event_id: string;
  type: string;
  object_id: string;
  kind: string | null;
  account_id: string | null;
  status: string;
}

/**
 * The inbox of Stripe's events. An event is only a hint: processing reads the object again and applies what it says now, so order, repeats and losses do not
 * matter. An event is done in the transaction that has its effect, never before.
 */
@Injectable()
export class StripeEventsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly payments: Payments,
    private readonly handlers: StripeHandlers,
  ) {}

  /**
   * Takes a webhook: verify, store, enqueue; nothing else happens in the request.
   * @throws InvalidSignature
   */
  async receive(
    context: string,
    rawBody: Buffer | undefined,
    signature: string | undefined,
    payload: 'snapshot' | 'thin' = 'snapshot',
  ): Promise<{ received: true }> {
    if (context !== DEFAULT_CONTEXT || rawBody === undefined || signature === undefined) throw new InvalidSignature();
    let event: EventFacts;
    try {
      event =
        payload === 'thin'
          ? this.payments.verifyThinEvent(rawBody, signature)
          : this.payments.verifyEvent(rawBody, signature);
    } catch (error) {
      counters.webhooks.inc({ source: 'stripe', outcome: 'refused' });
      throw error;
    }
    const isNew = await this.store(context, event);
    counters.webhooks.inc({ source: 'stripe', outcome: isNew ? 'stored' : 'repeated' });
    return { received: true };
  }

  /** Processes one stored event. Throws to be tried again. */
  @Task('stripe.event')
  async apply(ctx: Context, payload: { id: string }): Promise<void> {
    const [row] = await this.db.transaction(ctx, (tx) =>
      rowsOf<EventRow>(
        tx,
        `update app.stripe_event set attempts = attempts + 1 where licensee_id = $1 and id = $2 returning id, event_id, type, object_id, kind, account_id, status`,
        [ctx.licenseeId, payload.id],
      ),
    );
    if (row?.status !== 'received') return;
    const apply = this.handlers.of(row.type, row.kind);
    if (apply) {
      await apply(ctx, {
        id: row.id,
        type: row.type,
        objectId: row.object_id,
        kind: row.kind,
        accountId: row.account_id,
      });
    } else {
      await this.db.transaction(ctx, (tx) => finishEvent(tx, row.id, 'ignored', 'not a type we act on'));
    }
  }

  /** Fetches what Stripe could not deliver. */
  @Every('*/10 * * * *', 'stripe.poll_undelivered')
  async pollUndelivered(): Promise<void> {
    await this.poll(true);
  }

  /** Reads all money events again every hour: also those whose delivery Stripe believes in. */
  @Every('7 * * * *', 'stripe.poll_all')
  async pollAll(): Promise<void> {
    await this.poll(false);
  }

  private async poll(undelivered: boolean): Promise<void> {
    const name = `${DEFAULT_CONTEXT}:${undelivered ? 'undelivered' : 'all'}`;
    const now = await this.db.now();
    const [cursor] = await this.db.resolve<{ created_at: Date }>(
      'select created_at from app.stripe_cursor where context = $1',
      [name],
    );
    // The overlap catches events that became visible late; storing is idempotent.
    const since = new Date((cursor?.created_at ?? now).getTime() - POLL_OVERLAP_SECONDS * 1000);
    const events = await this.payments.eventsSince(since, this.handlers.types, undelivered);
    let stored = 0;
    for (const event of events) if (await this.store(DEFAULT_CONTEXT, event)) stored++;
    if (stored > 0) log.warn({ stored, undelivered }, 'Stripe events that no webhook had brought');
    await this.db.resolve(
      'insert into app.stripe_cursor (context, created_at) values ($1, $2) on conflict (context) do update set created_at = excluded.created_at',
      [name, now],
    );
  }

  /** @returns false when the event was known. */
  private async store(context: string, event: EventFacts): Promise<boolean> {
    const named = event.licenseeId !== undefined && UUID.test(event.licenseeId) ? event.licenseeId : null;
    const [tenant] = await this.db.resolve<{ id: string }>('select app.stripe_tenant($1, $2) as id', [
      named,
      event.relatedIds,
    ]);
    const ctx = systemContext(tenant!.id, 'stripe.intake');
    const refusal = this.refusal(event);
    return this.db.transaction(ctx, async (tx) => {
      const [row] = await rowsOf<{ id: string }>(
        tx,
        `insert into app.stripe_event (licensee_id, id, context, event_id, type, object_id, api_version, created_at, payload, status, note, completed_at,
           kind, account_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict (licensee_id, context, event_id) do nothing returning id`,
        [
          ctx.licenseeId,
          newId(),
          context,
          event.eventId,
          event.type,
          event.objectId,
          event.apiVersion,
          event.createdAt,
          JSON.stringify(event.payload),
          refusal === undefined ? 'received' : 'ignored',
          refusal ?? null,
          refusal === undefined ? null : tx.now,
          event.kind ?? null,
          event.accountId,
        ],
      );
      if (!row) return false;
      if (refusal === undefined)
        await this.jobs.add(tx, 'stripe.event', { id: row.id }, { queue: `stripe:${event.objectId}` });
      return true;
    });
  }

  /** Why a verified event is stored but not acted on. */
  private refusal(event: EventFacts): string | undefined {
    if (event.livemode !== /^(sk|rk)_live_/.test(this.config.STRIPE_SECRET_KEY)) return 'livemode differs from our key';
    if (event.apiVersion !== null && event.apiVersion !== STRIPE_API_VERSION)
      log.warn({ apiVersion: event.apiVersion }, 'Stripe event of another API version');
    if (!this.handlers.of(event.type, event.kind ?? null)) return 'not a type we act on';
    return undefined;
  }
}

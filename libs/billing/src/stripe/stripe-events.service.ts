import { Injectable } from '@nestjs/common';
import { type Context, Db, Every, Jobs, Task, counters, log, newId, rowsOf, systemContext } from '@app/kernel';
import { finishEvent } from './inbox.js';
import { type EventFacts, Payments, type VerifiedEvent } from './payments.js';
import { STRIPE_API_VERSION } from './stripe-client.adapter.js';
import { type StripeContext, type WebhookEndpoint, contextNamed } from './stripe-context.js';
import { StripeContexts, contextOfPath } from './stripe-contexts.service.js';
import { StripeHandlers } from './stripe-handlers.js';
import { StripeKeys } from './stripe-keys.service.js';
import { InvalidSignature } from './stripe.problems.js';

const POLL_OVERLAP_SECONDS = 3 * 24 * 3600;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface EventRow {
  id: string;
  context: string;
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
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly payments: Payments,
    private readonly handlers: StripeHandlers,
    private readonly contexts: StripeContexts,
    private readonly keys: StripeKeys,
  ) {}

  /**
   * Takes a webhook: verify with the secrets of the account that the address names, store, enqueue; nothing else happens in the request.
   * @param path the account in the address: `default`, or the public id of a licensee
   * @throws InvalidSignature
   */
  async receive(
    path: string,
    endpoint: WebhookEndpoint,
    rawBody: Buffer | undefined,
    signature: string | undefined,
  ): Promise<{ received: true }> {
    const context = contextOfPath(path);
    if (context === undefined || rawBody === undefined || signature === undefined) throw new InvalidSignature();
    const { secrets, isStale } = await this.keys.webhookSecrets(context, endpoint);
    let verified: VerifiedEvent;
    try {
      verified =
        endpoint === 'thin'
          ? this.payments.verifyThinEvent(rawBody, signature, secrets)
          : this.payments.verifyEvent(rawBody, signature, secrets);
    } catch (error) {
      counters.webhooks.inc({ source: 'stripe', outcome: 'refused' });
      throw error;
    }
    if (isStale) await this.keys.verified(context, endpoint, verified.secret);
    const isNew = await this.store(context, verified.event);
    counters.webhooks.inc({ source: 'stripe', outcome: isNew ? 'stored' : 'repeated' });
    return { received: true };
  }

  /** Processes one stored event. Throws to be tried again. */
  @Task('stripe.event')
  async apply(ctx: Context, payload: { id: string }): Promise<void> {
    const [row] = await this.db.transaction(ctx, (tx) =>
      rowsOf<EventRow>(
        tx,
        `update app.stripe_event set attempts = attempts + 1 where licensee_id = $1 and id = $2 returning id, context, event_id, type, object_id, kind, account_id, status`,
        [ctx.licenseeId, payload.id],
      ),
    );
    if (row?.status !== 'received') return;
    const apply = this.handlers.of(contextNamed(row.context), row.type, row.kind);
    // The topology changed in between, which it does only while there is no money: the object is at an account that is not asked any more.
    if ((await this.contexts.find(ctx))?.name !== row.context) {
      await this.db.transaction(ctx, (tx) =>
        finishEvent(tx, row.id, 'ignored', 'of an account that is not used any more'),
      );
    } else if (apply) {
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
    await this.contexts.each('events of an account cannot be read', (context) => this.pollOne(context, undelivered));
  }

  private async pollOne(context: StripeContext, undelivered: boolean): Promise<void> {
    const name = `${context.name}:${undelivered ? 'undelivered' : 'all'}`;
    const now = await this.db.now();
    const [cursor] = await this.db.resolve<{ created_at: Date }>(
      'select created_at from app.stripe_cursor where context = $1',
      [name],
    );
    // The overlap catches events that became visible late; storing is idempotent.
    const since = new Date((cursor?.created_at ?? now).getTime() - POLL_OVERLAP_SECONDS * 1000);
    let stored = 0;
    await this.payments.eventsSince(context, since, this.handlers.types, undelivered, async (event) => {
      if (await this.store(context, event)) stored++;
    });
    if (stored > 0)
      log.warn({ stored, undelivered, context: context.name }, 'Stripe events that no webhook had brought');
    await this.db.resolve(
      'insert into app.stripe_cursor (context, created_at) values ($1, $2) on conflict (context) do update set created_at = excluded.created_at',
      [name, now],
    );
  }

  /** @returns false when the event was known. */
  private async store(context: StripeContext, event: EventFacts): Promise<boolean> {
    const named = event.licenseeId !== undefined && UUID.test(event.licenseeId) ? event.licenseeId : null;
    const tenant = await this.contexts.tenantOf(context, named, event.relatedIds);
    if (tenant === undefined) throw new InvalidSignature();
    const ctx = systemContext(tenant, 'stripe.intake');
    const refusal = this.refusal(context, event, await this.keys.isLive(context));
    return this.db.transaction(ctx, async (tx) => {
      const [row] = await rowsOf<{ id: string }>(
        tx,
        `insert into app.stripe_event (licensee_id, id, context, event_id, type, object_id, api_version, created_at, payload, status, note, completed_at,
           kind, account_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict (licensee_id, context, event_id) do nothing returning id`,
        [
          ctx.licenseeId,
          newId(),
          context.name,
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
  private refusal(context: StripeContext, event: EventFacts, isLive: boolean | undefined): string | undefined {
    if (event.livemode !== isLive) return 'livemode differs from our key';
    if (event.apiVersion !== null && event.apiVersion !== STRIPE_API_VERSION)
      log.warn({ apiVersion: event.apiVersion }, 'Stripe event of another API version');
    if (!this.handlers.of(context, event.type, event.kind ?? null)) return 'not a type we act on';
    return undefined;
  }
}

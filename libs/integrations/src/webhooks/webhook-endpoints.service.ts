import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  InvalidRequest,
  NotFound,
  Outbox,
  type Page,
  SecretBox,
  type Tx,
  addSeconds,
  newId,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
  updateRow,
  wholeList,
} from '@app/kernel';
import { DeliveryQueue, type EndpointRow, dropWaiting, lockEndpoint } from './delivery-queue.js';
import { urlFault } from './endpoint-url.js';
import { secretPlaces } from './secrets.js';
import { newSecret } from './signature.js';
import type {
  ChangeWebhookEndpoint,
  CreateWebhookEndpoint,
  WebhookEndpointView,
  WebhookSecretView,
} from './webhooks.dto.js';
import { WebhookEndpointMoved } from './webhooks.events.js';
import { EndpointDisabled, TooManyEndpoints } from './webhooks.problems.js';

const MAX_ENDPOINTS = 10;
/** How long the secret before a rotation goes on signing. */
const OVERLAP_SECONDS = 86_400;

type ListedRow = EndpointRow & { readonly waiting: bigint };

/** Where a licensee's programs are told of events. */
@Injectable()
export class WebhookEndpointsService {
  constructor(
    private readonly db: Db,
    private readonly outbox: Outbox,
    private readonly box: SecretBox,
    private readonly queue: DeliveryQueue,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  list(ctx: Context): Promise<Page<WebhookEndpointView>> {
    return this.db.read(ctx, async (tx) => wholeList((await listed(tx)).map(view)));
  }

  /** @throws NotFound */
  show(ctx: Context, id: string): Promise<WebhookEndpointView> {
    return this.db.read(ctx, (tx) => this.viewOf(tx, id));
  }

  /** The answer is the only one that holds the secret. @throws InvalidRequest, TooManyEndpoints */
  create(ctx: Context, input: CreateWebhookEndpoint): Promise<WebhookSecretView> {
    this.assertUrl(input.url);
    return this.db.transaction(ctx, async (tx) => {
      // Behind the row of the licensee's order of events, so that two at once cannot pass the limit together.
      await rowsOf(
        tx,
        `insert into app.event_order (licensee_id, last_position) values ($1, 0)
         on conflict (licensee_id) do update set last_position = event_order.last_position`,
        [ctx.licenseeId],
      );
      if ((await listed(tx)).length >= MAX_ENDPOINTS) throw new TooManyEndpoints(MAX_ENDPOINTS);
      const id = newId();
      const secret = newSecret();
      await rowsOf(
        tx,
        `insert into app.webhook_endpoint (licensee_id, id, url, description, event_types, status, sealed_secret, created_at)
         values ($1, $2, $3, $4, $5, 'enabled', $6, $7)`,
        [
          ctx.licenseeId,
          id,
          input.url,
          input.description ?? '',
          input.eventTypes,
          this.box.seal(secretPlaces(ctx.licenseeId, id).current, secret),
          tx.now,
        ],
      );
      await this.audit(tx, id, 'created', undefined, { url: input.url, eventTypes: input.eventTypes });
      await this.outbox.add(tx, WebhookEndpointMoved, { endpointId: id, change: 'created' });
      return { ...(await this.viewOf(tx, id)), secret };
    });
  }

  /** @throws NotFound, InvalidRequest */
  change(ctx: Context, id: string, input: ChangeWebhookEndpoint): Promise<WebhookEndpointView> {
    if (input.url !== undefined) this.assertUrl(input.url);
    return this.db.transaction(ctx, async (tx) => {
      const endpoint = await mustLock(tx, id);
      await this.changeFields(tx, endpoint, input);
      if (input.enabled === false && endpoint.status === 'enabled') {
        await this.audit(tx, id, 'disabled', { status: 'enabled' }, { status: 'disabled', because: 'staff' });
        await this.queue.disable(tx, endpoint, 'staff');
      }
      if (input.enabled === true && endpoint.status === 'disabled') await this.enable(tx, endpoint);
      return this.viewOf(tx, id);
    });
  }

  /** A new secret, shown this once. For 24 hours messages carry a signature by each of the two. @throws NotFound */
  rotateSecret(ctx: Context, id: string): Promise<WebhookSecretView> {
    return this.db.transaction(ctx, async (tx) => {
      const endpoint = await mustLock(tx, id);
      const places = secretPlaces(ctx.licenseeId, id);
      const secret = newSecret();
      const before = this.box.open(places.current, endpoint.sealed_secret);
      await updateRow(
        tx,
        'webhook_endpoint',
        { id },
        {
          sealed_secret: this.box.seal(places.current, secret),
          sealed_previous_secret: this.box.seal(places.previous, before),
          previous_secret_until: addSeconds(tx.now, OVERLAP_SECONDS),
        },
      );
      await this.audit(tx, id, 'secret_rotated');
      await this.outbox.add(tx, WebhookEndpointMoved, { endpointId: id, change: 'secret_rotated' });
      return { ...(await this.viewOf(tx, id)), secret };
    });
  }

  /** Its deliveries can be read until they are forgotten. @throws NotFound */
  async delete(ctx: Context, id: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const { status, url, disabled_because, disabled_at } = await mustLock(tx, id);
      await updateRow(
        tx,
        'webhook_endpoint',
        { id },
        {
          status: 'deleted',
          disabled_because: disabled_because ?? 'staff',
          disabled_at: disabled_at ?? tx.now,
          wake_at: null,
          sealed_previous_secret: null,
          previous_secret_until: null,
        },
      );
      await dropWaiting(tx, id, 'deleted');
      await this.audit(tx, id, 'deleted', { status, url });
      await this.outbox.add(tx, WebhookEndpointMoved, { endpointId: id, change: 'deleted' });
    });
  }

  private async changeFields(tx: Tx, endpoint: EndpointRow, input: ChangeWebhookEndpoint): Promise<void> {
    const { url = endpoint.url, description = endpoint.description, eventTypes = endpoint.event_types } = input;
    const before = { url: endpoint.url, description: endpoint.description, eventTypes: endpoint.event_types };
    const after = { url, description, eventTypes };
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    await updateRow(
      tx,
      'webhook_endpoint',
      { id: endpoint.id },
      {
        url,
        description,
        event_types: eventTypes,
        ...(url === endpoint.url ? {} : { ...HEALED, last_success_at: null }),
      },
    );
    // What the address before did is not held against this one.
    if (url !== endpoint.url) await this.queue.reschedule(tx, { ...endpoint, ...HEALED });
    await this.audit(tx, endpoint.id, 'changed', before, after);
    await this.outbox.add(tx, WebhookEndpointMoved, { endpointId: endpoint.id, change: 'changed' });
  }

  /** With a clean slate: what was before is forgiven, and what it missed can be recovered. */
  private async enable(tx: Tx, endpoint: EndpointRow): Promise<void> {
    await updateRow(
      tx,
      'webhook_endpoint',
      { id: endpoint.id },
      {
        status: 'enabled',
        disabled_because: null,
        disabled_at: null,
        ...HEALED,
      },
    );
    await this.queue.reschedule(tx, { id: endpoint.id, status: 'enabled', paused_until: null });
    await this.audit(tx, endpoint.id, 'enabled', { status: 'disabled' }, { status: 'enabled' });
    await this.outbox.add(tx, WebhookEndpointMoved, { endpointId: endpoint.id, change: 'enabled' });
  }

  private assertUrl(url: string): void {
    const fault = urlFault(url, { loopback: this.config.WEBHOOKS_TO_LOOPBACK === 'allowed' });
    if (fault !== undefined) throw new InvalidRequest([{ pointer: '/url', detail: fault }]);
  }

  private audit(
    tx: Tx,
    id: string,
    act: string,
    before?: Record<string, unknown>,
    after?: Record<string, unknown>,
  ): Promise<void> {
    return recordAudit(tx, {
      action: `webhook_endpoint.${act}`,
      subject: { kind: 'webhook_endpoint', id: publicId('webhookEndpoint', id) },
      ...(before ? { before } : {}),
      ...(after ? { after } : {}),
    });
  }

  private async viewOf(tx: Tx, id: string): Promise<WebhookEndpointView> {
    const [row] = await listed(tx, id);
    if (!row) throw new NotFound();
    return view(row);
  }
}

const HEALED = { consecutive_failures: 0, failing_since: null, paused_until: null } as const;

/** @throws NotFound */
export async function mustLock(tx: Tx, id: string): Promise<EndpointRow> {
  const endpoint = await lockEndpoint(tx, id);
  if (!endpoint || endpoint.status === 'deleted') throw new NotFound();
  return endpoint;
}

/** @throws NotFound, EndpointDisabled */
export async function mustBeEnabled(tx: Tx, id: string): Promise<EndpointRow> {
  const endpoint = await mustLock(tx, id);
  if (endpoint.status !== 'enabled') throw new EndpointDisabled();
  return endpoint;
}

const listed = (tx: Tx, id?: string): Promise<ListedRow[]> =>
  rowsOf(
    tx,
    `select e.*, (select count(*) from app.webhook_delivery d where d.licensee_id = e.licensee_id and d.endpoint_id = e.id and d.due_at is not null) as waiting
       from app.webhook_endpoint e where e.licensee_id = $1 and e.status <> 'deleted' and ($2::uuid is null or e.id = $2) order by e.id`,
    [tx.ctx.licenseeId, id ?? null],
  );

function healthOf(row: EndpointRow): WebhookEndpointView['health'] {
  if (row.status !== 'enabled') return 'disabled';
  if (row.consecutive_failures > 0) return 'failing';
  return row.last_success_at === null ? 'untried' : 'healthy';
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

const view = (row: ListedRow): WebhookEndpointView => ({
  id: publicId('webhookEndpoint', row.id),
  url: row.url,
  description: row.description,
  eventTypes: row.event_types,
  enabled: row.status === 'enabled',
  disabledBecause: row.disabled_because,
  disabledAt: iso(row.disabled_at),
  health: healthOf(row),
  failingSince: iso(row.failing_since),
  lastSuccessAt: iso(row.last_success_at),
  lastSequence: toJsonMinor(row.last_sequence),
  waiting: toJsonMinor(row.waiting),
  previousSecretUntil: iso(row.previous_secret_until),
  createdAt: row.created_at.toISOString(),
});

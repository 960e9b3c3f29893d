import { Injectable } from '@nestjs/common';
import { Always, Db, Outbox, systemContext } from '@app/kernel';
import { type StripeContext, type WebhookEndpoint, contextNamed } from '../stripe/stripe-context.js';
import { StripeContexts, pathOf } from '../stripe/stripe-contexts.service.js';
import { StripeHandlers } from '../stripe/stripe-handlers.js';
import { StripeKeys } from '../stripe/stripe-keys.service.js';
import { PaymentsUnavailable } from '../stripe/stripe.problems.js';
import { AccountLook } from './account-health.adapter.js';
import {
  type AccountFacts,
  type AccountFault,
  type EndpointHealth,
  endpointsHealth,
  faultsOf,
} from './account-health.js';
import { StripeAccountUnwell } from './platforms.events.js';

const QUARTER_HOUR_MS = 15 * 60_000;

/** How an account was when Stripe said so last. */
export interface AccountHealth {
  readonly context: StripeContext;
  readonly lookedAt: Date;
  /** Null while Stripe does not know the key. */
  readonly chargesEnabled: boolean | null;
  readonly payoutsEnabled: boolean | null;
  readonly disabledReason: string | null;
  readonly requirements: readonly string[];
  readonly webhooks: readonly EndpointHealth[];
  /** The worst first. */
  readonly faults: readonly AccountFault[];
  readonly unwellSince: Date | null;
  /** When the last event came from a licensee's own, as known at the look. */
  readonly lastEventAt: Date | null;
}

interface Row extends Omit<AccountHealth, 'context'> {
  context: string;
  told: AccountFault[];
}

const COLUMNS = `context, looked_at as "lookedAt", charges_enabled as "chargesEnabled", payouts_enabled as "payoutsEnabled", disabled_reason as "disabledReason",
  requirements, webhooks, faults, unwell_since as "unwellSince", last_event_at as "lastEventAt", told`;

/** Looks regularly whether each account at Stripe takes payments and sends its events, the operator's own and those of licensees [M11]. */
@Injectable()
export class AccountHealths {
  constructor(
    private readonly db: Db,
    private readonly contexts: StripeContexts,
    private readonly keys: StripeKeys,
    private readonly handlers: StripeHandlers,
    private readonly accounts: AccountLook,
    private readonly outbox: Outbox,
  ) {}

  /** At the start of a worker, and every quarter of an hour. */
  @Always(QUARTER_HOUR_MS, 'stripe.look_at_accounts')
  async look(): Promise<void> {
    await this.contexts.each('the health of an account at Stripe cannot be looked at', (context) =>
      this.lookAt(context),
    );
  }

  /** Of every account that has keys, the operator's first; one that was never looked at is left out. */
  async all(): Promise<AccountHealth[]> {
    const rows = await this.db.resolve<Row>(`select ${COLUMNS} from app.stripe_account_health`);
    return (await this.contexts.all()).flatMap((context) => {
      const row = rows.find((one) => one.context === context.name);
      return row ? [healthOf(row)] : [];
    });
  }

  /** Undefined: it was never looked at. */
  async of(context: StripeContext): Promise<AccountHealth | undefined> {
    const row = await this.row(context);
    return row && healthOf(row);
  }

  private async lookAt(context: StripeContext): Promise<void> {
    let facts: AccountFacts | undefined;
    try {
      facts = await this.accounts.at(context);
    } catch (error) {
      // No answer says nothing about the account; that its key is not known says all.
      if (error instanceof PaymentsUnavailable && (await this.keys.isRefused(context)))
        await this.keep(context, undefined);
      throw error;
    }
    await this.keep(context, facts);
  }

  private async keep(context: StripeContext, facts: AccountFacts | undefined): Promise<void> {
    const place = (endpoint: WebhookEndpoint): string => `/webhooks/stripe/${pathOf(context)}/${endpoint}`;
    const webhooks = facts ? endpointsHealth(facts, place, (endpoint) => this.handlers.needed(context, endpoint)) : [];
    const faults: AccountFault[] = facts ? faultsOf(facts, webhooks) : ['key_refused'];
    const now = await this.db.now();
    await this.db.resolve(
      `insert into app.stripe_account_health as h (context, looked_at, charges_enabled, payouts_enabled, disabled_reason, requirements, webhooks, faults, unwell_since, last_event_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       on conflict (context) do update set looked_at = excluded.looked_at, charges_enabled = excluded.charges_enabled, payouts_enabled = excluded.payouts_enabled,
         disabled_reason = excluded.disabled_reason, requirements = excluded.requirements, webhooks = excluded.webhooks, faults = excluded.faults,
         last_event_at = excluded.last_event_at,
         unwell_since = case when excluded.unwell_since is null then null else coalesce(h.unwell_since, excluded.unwell_since) end,
         told = (select coalesce(array_agg(t), '{}') from unnest(h.told) t where t = any (excluded.faults))`,
      [
        context.name,
        now,
        facts?.chargesEnabled ?? null,
        facts?.payoutsEnabled ?? null,
        facts?.disabledReason ?? null,
        facts?.requirements ?? [],
        JSON.stringify(webhooks),
        faults,
        faults.length > 0 ? now : null,
        await this.keys.lastEventAt(context),
      ],
    );
    await this.tell(context);
  }

  /** Its owner hears of a fault once, and again only after it was gone. The operator has a check of its own. */
  private async tell(context: StripeContext): Promise<void> {
    const { licenseeId } = context;
    const row = await this.row(context);
    const fresh = row?.faults.filter((fault) => !row.told.includes(fault)) ?? [];
    const [worst] = fresh;
    if (licenseeId === null || worst === undefined) return;
    await this.db.transaction(systemContext(licenseeId, 'stripe.look_at_accounts'), (tx) =>
      this.outbox.add(tx, StripeAccountUnwell, { fault: worst }),
    );
    // Afterwards: to be told twice after a crash is better than never.
    await this.db.resolve('update app.stripe_account_health set told = faults where context = $1', [context.name]);
  }

  private async row({ name }: StripeContext): Promise<Row | undefined> {
    const [row] = await this.db.resolve<Row>(`select ${COLUMNS} from app.stripe_account_health where context = $1`, [
      name,
    ]);
    return row;
  }
}

const healthOf = ({ context, told: _told, ...row }: Row): AccountHealth => ({ ...row, context: contextNamed(context) });

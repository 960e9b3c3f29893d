import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Context, Db, type Tx, publicUrl, rowsOf, toJsonMinor } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { MoneyRulesService } from '../money-rules.service.js';
import { StripeAccountsApi } from '../stripe/stripe-accounts-api.service.js';
import { WEBHOOK_ENDPOINTS, contextNamed } from '../stripe/stripe-context.js';
import { pathOf } from '../stripe/stripe-contexts.service.js';
import { StripeHandlers } from '../stripe/stripe-handlers.js';
import { TreasuryService } from '../treasury/treasury.service.js';
import { accountHealthView } from './account-health.dto.js';
import { AccountHealths } from './account-health.service.js';
import { type PlatformRow, type WebhookRow, platformOf } from './platform-rows.js';
import type { OwnMoneyView, StripePlatformView, StripeWebhookView } from './platforms.dto.js';

/** Where a licensee's payments go, and its own account at Stripe. */
@Injectable()
export class PlatformsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly rules: MoneyRulesService,
    private readonly handlers: StripeHandlers,
    private readonly api: StripeAccountsApi,
    private readonly treasury: TreasuryService,
    private readonly healths: AccountHealths,
  ) {}

  async show(ctx: Context): Promise<StripePlatformView> {
    const context = contextNamed(ctx.licenseeId);
    const [accountsApi, coverage, health] = await Promise.all([
      this.api.of(context),
      this.treasury.coverage(context),
      this.healths.of(context),
    ]);
    return this.db.read(ctx, async (tx) => {
      const { topology } = await this.rules.of(tx);
      const row = await platformOf(tx);
      const isOwn = topology === 'licensee_platform';
      return {
        topology,
        account: row ? accountView(row) : null,
        accountsApi: accountsApi ?? null,
        health: isOwn && health ? accountHealthView(health) : null,
        webhooks: isOwn ? await this.webhooks(tx) : [],
        money: isOwn
          ? coverage.map((one): OwnMoneyView => {
              const owed = one.walletsMinor + one.advisorsMinor + one.underWayMinor;
              return {
                currency: one.currency,
                atStripeMinor: toJsonMinor(one.atStripeMinor),
                callersMinor: toJsonMinor(one.walletsMinor),
                advisorsMinor: toJsonMinor(one.advisorsMinor),
                underWayMinor: toJsonMinor(one.underWayMinor),
                yoursMinor: toJsonMinor(one.atStripeMinor - owed),
              };
            })
          : [],
      };
    });
  }

  /** Whether payments can be taken: the topology is the operator's, none are taken here, or key and required secrets are there. */
  async isReady(tx: Tx): Promise<'operator' | 'elsewhere' | 'ready' | 'no_key' | 'key_refused' | 'no_webhooks'> {
    const { topology } = await this.rules.of(tx);
    if (topology === 'operator_platform') return 'operator';
    if (topology === 'self_managed') return 'elsewhere';
    const [row] = await rowsOf<{ has_key: boolean; is_refused: boolean; secrets: bigint }>(
      tx,
      `select exists (select 1 from app.stripe_platform where licensee_id = $1) as has_key,
              exists (select 1 from app.stripe_platform where licensee_id = $1 and refused_at is not null) as is_refused,
              (select count(*) from app.stripe_webhook where licensee_id = $1 and endpoint in ('platform', 'connect')) as secrets`,
      [tx.ctx.licenseeId],
    );
    if (!row!.has_key) return 'no_key';
    if (row!.is_refused) return 'key_refused';
    return row!.secrets < 2n ? 'no_webhooks' : 'ready';
  }

  private async webhooks(tx: Tx): Promise<StripeWebhookView[]> {
    const base = publicUrl(this.config, await this.licensees.primaryHostOf(tx));
    const rows = await rowsOf<WebhookRow>(tx, 'select * from app.stripe_webhook where licensee_id = $1', [
      tx.ctx.licenseeId,
    ]);
    const path = pathOf(contextNamed(tx.ctx.licenseeId));
    return WEBHOOK_ENDPOINTS.map((endpoint) => {
      const row = rows.find((one) => one.endpoint === endpoint);
      return {
        endpoint,
        url: `${base}/webhooks/stripe/${path}/${endpoint}`,
        isRequired: endpoint !== 'thin',
        events: this.handlers.sentTo(endpoint),
        secretLast4: row?.secret_last4 ?? null,
        setAt: row?.set_at.toISOString() ?? null,
        verifiedAt: row?.verified_at?.toISOString() ?? null,
        previousUntil: row?.previous_until && row.previous_until > tx.now ? row.previous_until.toISOString() : null,
        lastEventAt: row?.last_event_at?.toISOString() ?? null,
      };
    });
  }
}

const accountView = (row: PlatformRow): NonNullable<StripePlatformView['account']> => ({
  id: row.account_id,
  name: row.account_name,
  country: row.country,
  currency: row.currency,
  livemode: row.livemode,
  keyLast4: row.key_last4,
  connectedAt: row.connected_at.toISOString(),
  refusedAt: row.refused_at?.toISOString() ?? null,
});

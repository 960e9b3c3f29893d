import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  SecretBox,
  type Tx,
  addSeconds,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { MoneyRulesService } from '../money-rules.service.js';
import type { WebhookEndpoint } from '../stripe/stripe-context.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { isLiveKey, keyPlace, webhookPlace } from '../stripe/stripe-keys.service.js';
import { PlatformAccounts, type PlatformFacts } from './platform-accounts.js';
import { type PlatformRow, type WebhookRow, platformOf } from './platform-rows.js';
import type { StripePlatformView } from './platforms.dto.js';
import { OwnPlatformNotAgreed, StripeKeyUnfit } from './platforms.problems.js';
import { PlatformsService } from './platforms.service.js';

/** How long the signing secret before the newest is good at most: Stripe sends with both for a day at most. */
const PREVIOUS_SECONDS = 24 * 3600;

/** The key of a licensee's own account at Stripe and the secrets of its webhooks, kept sealed and never shown again. */
@Injectable()
export class PlatformKeys {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly box: SecretBox,
    private readonly licensees: LicenseesService,
    private readonly rules: MoneyRulesService,
    private readonly contexts: StripeContexts,
    private readonly accounts: PlatformAccounts,
    private readonly platforms: PlatformsService,
  ) {}

  /** Checks a key at Stripe and keeps it; the one before it is used no more. @throws OwnPlatformNotAgreed, StripeKeyUnfit, PaymentsUnavailable */
  async connect(ctx: Context, secretKey: string): Promise<StripePlatformView> {
    await this.db.read(ctx, (tx) => this.assertOwn(tx));
    const facts = await this.inspected(ctx, secretKey);
    await this.db.read(ctx, (tx) => this.before(tx, facts));
    // The first that changes anything there, so it comes after everything that can refuse: the account may be that of another business.
    if (!(await this.accounts.stopPayouts(secretKey)))
      throw new StripeKeyUnfit('lacks_permission', { permissions: ['Balance settings'] });
    await this.db.transaction(ctx, async (tx) => {
      await this.contexts.lock(tx);
      await this.assertOwn(tx);
      const before = await this.before(tx, facts);
      await rowsOf(
        tx,
        `insert into app.stripe_platform (licensee_id, account_id, account_name, country, currency, livemode, secret_key, key_last4, revision, connected_by, connected_at, opened_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $10)
         on conflict (licensee_id) do update set account_id = excluded.account_id, account_name = excluded.account_name, country = excluded.country,
           currency = excluded.currency, livemode = excluded.livemode, secret_key = excluded.secret_key, key_last4 = excluded.key_last4,
           revision = stripe_platform.revision + 1, connected_by = excluded.connected_by, connected_at = excluded.connected_at, refused_at = null,
           opened_at = case when stripe_platform.account_id = excluded.account_id then stripe_platform.opened_at else excluded.opened_at end`,
        [
          ctx.licenseeId,
          facts.accountId,
          facts.name,
          facts.country,
          facts.currency,
          isLiveKey(secretKey),
          this.box.seal(keyPlace(ctx.licenseeId), secretKey),
          secretKey.slice(-4),
          personOf(ctx).personId,
          tx.now,
        ],
      );
      await recordAudit(tx, {
        action: before ? 'stripe_key.replaced' : 'stripe_key.connected',
        subject: { kind: 'licensee', id: publicId('licensee', ctx.licenseeId) },
        before: before ? { accountId: before.account_id, keyLast4: before.key_last4 } : {},
        after: { accountId: facts.accountId, keyLast4: secretKey.slice(-4) },
      });
    });
    return this.platforms.show(ctx);
  }

  /** The signing secret of an endpoint. The one before stays good until this one has verified an event, a day at most. @throws OwnPlatformNotAgreed */
  async setWebhookSecret(ctx: Context, endpoint: WebhookEndpoint, secret: string): Promise<StripePlatformView> {
    await this.db.transaction(ctx, async (tx) => {
      await this.assertOwn(tx);
      const place = webhookPlace(ctx.licenseeId, endpoint);
      const [before] = await rowsOf<WebhookRow>(
        tx,
        'select * from app.stripe_webhook where licensee_id = $1 and endpoint = $2 for no key update',
        [ctx.licenseeId, endpoint],
      );
      if (before && this.box.open(place, before.secret) === secret) return;
      await rowsOf(
        tx,
        // One that never verified anything is no secret that Stripe signs with: the one before it stays.
        `insert into app.stripe_webhook (licensee_id, endpoint, secret, secret_last4, set_by, set_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (licensee_id, endpoint) do update set secret = excluded.secret, secret_last4 = excluded.secret_last4, set_by = excluded.set_by,
           set_at = excluded.set_at, verified_at = null,
           previous_secret = case when stripe_webhook.previous_until > $6 and stripe_webhook.verified_at is null then stripe_webhook.previous_secret
                                  else stripe_webhook.secret end,
           previous_until = case when stripe_webhook.previous_until > $6 and stripe_webhook.verified_at is null then stripe_webhook.previous_until else $7 end`,
        [
          ctx.licenseeId,
          endpoint,
          this.box.seal(place, secret),
          secret.slice(-4),
          personOf(ctx).personId,
          tx.now,
          addSeconds(tx.now, PREVIOUS_SECONDS),
        ],
      );
      await recordAudit(tx, {
        action: 'stripe_webhook.secret_set',
        subject: { kind: 'licensee', id: publicId('licensee', ctx.licenseeId) },
        before: before ? { endpoint, secretLast4: before.secret_last4 } : {},
        after: { endpoint, secretLast4: secret.slice(-4) },
      });
    });
    return this.platforms.show(ctx);
  }

  /** What Stripe says about a key, if it fits. A key of the wrong mode is not sent anywhere. */
  private async inspected(ctx: Context, secretKey: string): Promise<PlatformFacts> {
    const mode = /^(?:sk|rk)_(test|live)_/.exec(secretKey)?.[1];
    if (mode === undefined) throw new StripeKeyUnfit('wrong_key');
    const expected = isLiveKey(this.config.STRIPE_SECRET_KEY) ? 'live' : 'test';
    if (mode !== expected) throw new StripeKeyUnfit('wrong_mode', { expected, found: mode });
    const found = await this.accounts.inspect(secretKey);
    if ('fault' in found)
      throw new StripeKeyUnfit(found.fault, 'permissions' in found ? { permissions: found.permissions } : {});
    const { country, currency } = await this.db.read(ctx, (tx) => this.licensees.licenseeOf(tx));
    if (found.country !== country)
      throw new StripeKeyUnfit('other_country', { expected: country, found: found.country });
    if (found.currency !== currency)
      throw new StripeKeyUnfit('other_currency', { expected: currency, found: found.currency });
    if (found.accountId === (await this.accounts.operatorAccountId())) throw new StripeKeyUnfit('account_taken');
    return found;
  }

  /** The key of today. @throws StripeKeyUnfit when the new one is of another account, and this one is in use */
  private async before(tx: Tx, facts: PlatformFacts): Promise<PlatformRow | undefined> {
    const row = await platformOf(tx);
    if (row && row.account_id !== facts.accountId && (await this.isUsed(tx)))
      throw new StripeKeyUnfit('other_account', { expected: row.account_id, found: facts.accountId });
    return row;
  }

  private async assertOwn(tx: Tx): Promise<void> {
    if ((await this.rules.of(tx)).topology !== 'licensee_platform') throw new OwnPlatformNotAgreed();
  }

  /** Customers, payees or money are at the account, or are asked for there just now: another account would know none of them. */
  private async isUsed(tx: Tx): Promise<boolean> {
    const [row] = await rowsOf<{ is_used: boolean }>(
      tx,
      `select exists (select 1 from app.stripe_customer where licensee_id = $1 and context = $2)
           or exists (select 1 from app.connect_account where licensee_id = $1 and context = $2)
           or exists (select 1 from app.top_up where licensee_id = $1 and status = 'requested')
           or exists (select 1 from app.stripe_balance_transaction where licensee_id = $1 and context = $2) as is_used`,
      [tx.ctx.licenseeId, tx.ctx.licenseeId],
    );
    return row!.is_used;
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, Db, SecretBox, type SecretPlace, rowsOf, systemContext } from '@app/kernel';
import type { StripeContext, WebhookEndpoint } from './stripe-context.js';

/** Signing secrets of an endpoint, the newest first, and which one verified. */
interface WebhookSecrets {
  readonly secrets: readonly string[];
  /** Nothing has been verified with the newest yet, or nothing for a minute: worth a note. */
  readonly isStale: boolean;
}

interface WebhookRow {
  secret: string;
  previous_secret: string | null;
  previous_until: Date | null;
  verified_at: Date | null;
  last_event_at: Date | null;
}

const NOTE_SECONDS = 60;

export const keyPlace = (licenseeId: string): SecretPlace => ({ licenseeId, column: 'stripe_platform.secret_key' });
export const webhookPlace = (licenseeId: string, endpoint: WebhookEndpoint): SecretPlace => ({
  licenseeId,
  column: 'stripe_webhook.secret',
  row: endpoint,
});

/** Opens the secrets of licensees' own accounts at Stripe. The operator's are in the configuration. */
@Injectable()
export class StripeKeys {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly box: SecretBox,
  ) {}

  /** Which key is the newest; undefined = none. One small question before each request, so that a key that was taken away is used by no replica. */
  async revisionOf(licenseeId: string): Promise<number | undefined> {
    const [row] = await this.db.resolve<{ revision: number | null }>('select app.stripe_key_revision($1) as revision', [
      licenseeId,
    ]);
    return row?.revision ?? undefined;
  }

  async keyOf(licenseeId: string): Promise<{ revision: number; secretKey: string } | undefined> {
    const row = await this.read(
      licenseeId,
      'select revision, secret_key from app.stripe_platform where licensee_id = $1',
    );
    if (!row) return undefined;
    return { revision: row.revision, secretKey: this.box.open(keyPlace(licenseeId), row.secret_key) };
  }

  /** Whether a context takes real money. Undefined = it has no key. */
  async isLive({ licenseeId, isTest }: StripeContext): Promise<boolean | undefined> {
    if (isTest === true) return false;
    if (licenseeId === null) return isLiveKey(this.config.STRIPE_SECRET_KEY);
    return (await this.read(licenseeId, 'select livemode from app.stripe_platform where licensee_id = $1'))?.livemode;
  }

  /** What events of an endpoint may be signed with. The one before the newest is good until its time, or until the newest has verified. */
  async webhookSecrets({ licenseeId }: StripeContext, endpoint: WebhookEndpoint): Promise<WebhookSecrets> {
    if (licenseeId === null) return { secrets: this.config.STRIPE_WEBHOOK_SECRETS, isStale: false };
    return this.db.read(systemContext(licenseeId, 'stripe.intake'), async (tx) => {
      const [row] = await rowsOf<WebhookRow>(
        tx,
        'select secret, previous_secret, previous_until, verified_at, last_event_at from app.stripe_webhook where licensee_id = $1 and endpoint = $2',
        [licenseeId, endpoint],
      );
      if (!row) return { secrets: [], isStale: false };
      const isGood = row.previous_secret !== null && row.previous_until! > tx.now;
      const sealed = isGood ? [row.secret, row.previous_secret!] : [row.secret];
      return {
        secrets: sealed.map((one) => this.box.open(webhookPlace(licenseeId, endpoint), one)),
        isStale:
          row.verified_at === null ||
          row.last_event_at === null ||
          tx.now.getTime() - row.last_event_at.getTime() > NOTE_SECONDS * 1000,
      };
    });
  }

  /** An event was verified. With the secret that is the newest by now, the one before it is over. */
  async verified({ licenseeId }: StripeContext, endpoint: WebhookEndpoint, secret: string): Promise<void> {
    if (licenseeId === null) return;
    await this.db.transaction(systemContext(licenseeId, 'stripe.intake'), async (tx) => {
      const [row] = await rowsOf<Pick<WebhookRow, 'secret'>>(
        tx,
        'select secret from app.stripe_webhook where licensee_id = $1 and endpoint = $2 for no key update',
        [licenseeId, endpoint],
      );
      if (!row) return;
      const isNewest = this.box.open(webhookPlace(licenseeId, endpoint), row.secret) === secret;
      await rowsOf(
        tx,
        isNewest
          ? `update app.stripe_webhook set last_event_at = $3, verified_at = coalesce(verified_at, $3), previous_secret = null, previous_until = null
              where licensee_id = $1 and endpoint = $2`
          : 'update app.stripe_webhook set last_event_at = $3 where licensee_id = $1 and endpoint = $2',
        [licenseeId, endpoint, tx.now],
      );
    });
  }

  /** Stripe does not know the key of a licensee: it was taken back there. Nothing fails for good, everything waits for a new one; its owner is shown why. */
  async refused({ licenseeId }: StripeContext): Promise<void> {
    if (licenseeId !== null) await this.note(licenseeId, true);
  }

  /** Whether Stripe did not know the key of a licensee when it was used last. */
  async isRefused({ licenseeId }: StripeContext): Promise<boolean> {
    if (licenseeId === null) return false;
    return this.db.read(systemContext(licenseeId, 'stripe.key'), async (tx) => {
      const sql = 'select 1 from app.stripe_platform where licensee_id = $1 and refused_at is not null';
      return (await rowsOf(tx, sql, [licenseeId])).length > 0;
    });
  }

  /** When the last event of a licensee's own account was verified; null = none yet. Events of the operator's are not noted one by one. */
  async lastEventAt({ licenseeId }: StripeContext): Promise<Date | null> {
    if (licenseeId === null) return null;
    return this.db.read(systemContext(licenseeId, 'stripe.key'), async (tx) => {
      const sql = 'select max(last_event_at) as at from app.stripe_webhook where licensee_id = $1';
      const [row] = await rowsOf<{ at: Date | null }>(tx, sql, [licenseeId]);
      return row?.at ?? null;
    });
  }

  /** Stripe has answered with the key. */
  async accepted({ licenseeId }: StripeContext): Promise<void> {
    if (licenseeId !== null) await this.note(licenseeId, false);
  }

  private async note(licenseeId: string, isRefused: boolean): Promise<void> {
    await this.db.transaction(systemContext(licenseeId, 'stripe.key'), (tx) =>
      rowsOf(
        tx,
        `update app.stripe_platform set refused_at = $2 where licensee_id = $1 and (refused_at is null) = $3`,
        [licenseeId, isRefused ? tx.now : null, isRefused],
      ),
    );
  }

  private async read(
    licenseeId: string,
    sql: string,
  ): Promise<{ revision: number; secret_key: string; livemode: boolean } | undefined> {
    const rows = await this.db.read(systemContext(licenseeId, 'stripe.key'), (tx) =>
      rowsOf<{ revision: number; secret_key: string; livemode: boolean }>(tx, sql, [licenseeId]),
    );
    return rows[0];
  }
}

export const isLiveKey = (key: string): boolean => /^(sk|rk)_live_/.test(key);

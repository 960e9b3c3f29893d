import { type Tx, rowsOf } from '@app/kernel';
import type { WebhookEndpoint } from '../stripe/stripe-context.js';

export interface PlatformRow {
  account_id: string;
  account_name: string | null;
  country: string;
  currency: string;
  livemode: boolean;
  key_last4: string;
  connected_at: Date;
  refused_at: Date | null;
}

export interface WebhookRow {
  endpoint: WebhookEndpoint;
  secret: string;
  secret_last4: string;
  set_at: Date;
  verified_at: Date | null;
  previous_until: Date | null;
  last_event_at: Date | null;
}

/** A licensee's own account at Stripe, where it has given a key. */
export async function platformOf(tx: Tx): Promise<PlatformRow | undefined> {
  const [row] = await rowsOf<PlatformRow>(tx, 'select * from app.stripe_platform where licensee_id = $1', [
    tx.ctx.licenseeId,
  ]);
  return row;
}

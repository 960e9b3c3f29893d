import { Injectable } from '@nestjs/common';
import { type SealedColumn, SealedColumns } from '@app/kernel';
import { placeOf } from './payee-tax/tax-identities.js';
import type { WebhookEndpoint } from './stripe/stripe-context.js';
import { keyPlace, webhookPlace } from './stripe/stripe-keys.service.js';

/** What billing keeps sealed: identities for the tax office, and the keys of licensees' own accounts at Stripe. */
@Injectable()
export class BillingSecrets extends SealedColumns {
  override readonly columns: readonly SealedColumn[] = [
    { table: 'payee_tax', column: 'identity_sealed', row: 'advisor_id', place: placeOf },
    { table: 'stripe_platform', column: 'secret_key', place: keyPlace },
    ...['secret', 'previous_secret'].map((column) => ({
      table: 'stripe_webhook',
      column,
      row: 'endpoint',
      // Both are sealed for one place: the secret that was becomes the one before as it stands.
      place: (licenseeId: string, row: string) => webhookPlace(licenseeId, row as WebhookEndpoint),
    })),
  ];
}

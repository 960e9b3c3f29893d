import { Injectable } from '@nestjs/common';
import { type SealedColumn, SealedColumns, type SecretPlace } from '@app/kernel';

/** Where the secrets of an endpoint are sealed: a row that was copied elsewhere does not open. */
export const secretPlaces = (licenseeId: string, row: string): Record<'current' | 'previous', SecretPlace> => ({
  current: { licenseeId, column: 'webhook_endpoint.sealed_secret', row },
  previous: { licenseeId, column: 'webhook_endpoint.sealed_previous_secret', row },
});

@Injectable()
export class WebhookSecrets extends SealedColumns {
  override readonly columns: readonly SealedColumn[] = [
    {
      table: 'webhook_endpoint',
      column: 'sealed_secret',
      row: 'id',
      place: (licenseeId, row) => secretPlaces(licenseeId, row).current,
    },
    {
      table: 'webhook_endpoint',
      column: 'sealed_previous_secret',
      row: 'id',
      place: (licenseeId, row) => secretPlaces(licenseeId, row).previous,
    },
  ];
}

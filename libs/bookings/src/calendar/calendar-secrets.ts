import { Injectable } from '@nestjs/common';
import { type SealedColumn, SealedColumns } from '@app/kernel';
import { tokenPlace } from './calendar-tokens.service.js';
import { consentPlace } from './calendars.service.js';

/** What calendars keep sealed: the tokens of a consent, and the verifier of one that is being given. */
@Injectable()
export class CalendarSecrets extends SealedColumns {
  override readonly columns: readonly SealedColumn[] = [
    { table: 'calendar_link', column: 'access_token', row: 'id', place: tokenPlace.bind(null, 'access_token') },
    { table: 'calendar_link', column: 'refresh_token', row: 'id', place: tokenPlace.bind(null, 'refresh_token') },
    {
      table: 'calendar_consent',
      column: 'verifier',
      row: 'state_hash',
      // A bytea as text begins with \x.
      place: (licenseeId, row) => consentPlace(licenseeId, row.replace(/^\\x/, '')),
    },
  ];
}

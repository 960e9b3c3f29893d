import { Injectable } from '@nestjs/common';
import { type SealedColumn, SealedColumns } from '@app/kernel';
import { secretPlace } from './mail/mails.service.js';
import { dkimPlace } from './sender/mail-senders.service.js';

/** What mails keep sealed: the tokens of their links until they are sent, and the keys that sign for licensees' domains. */
@Injectable()
export class MailSecrets extends SealedColumns {
  override readonly columns: readonly SealedColumn[] = [
    { table: 'mail_message', column: 'secret', row: 'id', place: secretPlace },
    { table: 'mail_sender', column: 'private_key', place: dkimPlace },
  ];
}

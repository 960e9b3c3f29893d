import { Injectable } from '@nestjs/common';
import { type SealedColumn, SealedColumns } from '@app/kernel';
import { secretPlace } from './mail/mails.service.js';
import { dkimPlace } from './sender/mail-senders.service.js';
import { numberPlace } from './texts/text-numbers.service.js';
import { codePlace } from './texts/texts.service.js';

/** What mails and texts keep sealed: tokens and codes until they are sent, the keys that sign for licensees' domains, and the numbers of people. */
@Injectable()
export class MessageSecrets extends SealedColumns {
  override readonly columns: readonly SealedColumn[] = [
    { table: 'mail_message', column: 'secret', row: 'id', place: secretPlace },
    { table: 'text_message', column: 'secret', row: 'id', place: codePlace },
    { table: 'text_number', column: 'number', row: 'id', place: numberPlace },
    { table: 'mail_sender', column: 'private_key', place: dkimPlace },
  ];
}

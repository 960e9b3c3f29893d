import { Shown, Text } from '@app/kernel';
import type { RecordState } from './mail-sender.entity.js';

const ADDRESS = /^[a-z0-9.+_-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/;

export class SaveMailSender {
  @Text({
    description: 'Where answers go; null: nowhere',
    max: 254,
    pattern: ADDRESS,
    nullable: true,
    example: 'help@aurora.example',
  })
  replyTo: string | null;

  @Text({
    description: 'Address on your own domain that mails leave from; null: the address of the platform',
    max: 254,
    pattern: ADDRESS,
    nullable: true,
    example: 'hello@aurora.example',
  })
  address: string | null;
}

export class SenderRecordView {
  @Shown('What it is for', { type: String, enum: ['spf', 'dkim', 'dmarc'] }) kind: 'spf' | 'dkim' | 'dmarc';
  @Shown('Name of the TXT record') name: string;
  @Shown('What it holds; an SPF record that is there gets the include added') value: string;
  @Shown('What was found', { type: String, enum: ['missing', 'wrong', 'right'] }) state: RecordState;
}

export class MailSenderView {
  @Shown('Where answers go', { type: String, nullable: true }) replyTo: string | null;
  @Shown('Address on your own domain', { type: String, nullable: true }) address: string | null;
  @Shown('Address that mails leave from now') from: string;
  @Shown('Records to set, while there is an own address', { type: () => [SenderRecordView] })
  records: SenderRecordView[];
  @Shown('When they were looked up', { type: String, format: 'date-time', nullable: true }) checkedAt: string | null;
  @Shown('Since when mails leave from your own domain', { type: String, format: 'date-time', nullable: true })
  verifiedAt: string | null;
}

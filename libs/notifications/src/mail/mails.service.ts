import { Injectable } from '@nestjs/common';
import { Jobs, SecretBox, type SecretPlace, type Tx, newId, rowsOf } from '@app/kernel';
import type { MailClass } from './mail-message.entity.js';
import type { Values } from './mail-text.js';
import type { TemplateName } from './templates.js';

export const MAIL_TASK = 'notifications.mail';

export interface MailRequest {
  /** Event and person: a second request with the same key is none. */
  readonly key: string;
  /** `id` is null for an address that belongs to no account. */
  readonly person: { readonly id: string | null; readonly email: string; readonly locale: string };
  readonly template: TemplateName;
  readonly class: MailClass;
  readonly topic: string | null;
  readonly values: Values;
  readonly path: string | null;
  /** Set where the platform writes. */
  readonly senderName: string | null;
  /** Past it there is nothing to send any more; null: it is always worth sending. */
  readonly expiresAt: Date | null;
  /** Makes the token of the link; called once, when the mail is new. Undefined: there is nothing to send any more. */
  readonly token?: () => Promise<string | undefined>;
}

export const secretPlace = (licenseeId: string, mailId: string): SecretPlace => ({
  licenseeId,
  column: 'mail_message.secret',
  row: mailId,
});

/** Asks for mails. The row and its job commit with what it is about; the worker sends. */
@Injectable()
export class MailsService {
  constructor(
    private readonly jobs: Jobs,
    private readonly box: SecretBox,
  ) {}

  /** Asks for a mail, once per key. */
  async request(tx: Tx, mail: MailRequest): Promise<void> {
    const { licenseeId } = tx.ctx;
    const known = await rowsOf(tx, 'select 1 from app.mail_message where licensee_id = $1 and key = $2', [
      licenseeId,
      mail.key,
    ]);
    if (known.length > 0) return;
    const id = newId();
    const token = mail.token && (await mail.token());
    if (mail.token && token === undefined) return;
    const added = await rowsOf(
      tx,
      `insert into app.mail_message (licensee_id, id, key, person_id, to_address, template, locale, class, topic, data, path, sender_name, secret, status, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'requested', $14, $15) on conflict (licensee_id, key) do nothing returning id`,
      [
        licenseeId,
        id,
        mail.key,
        mail.person.id,
        mail.person.email,
        mail.template,
        mail.person.locale,
        mail.class,
        mail.topic,
        JSON.stringify(mail.values),
        mail.path,
        mail.senderName,
        token === undefined ? null : this.box.seal(secretPlace(licenseeId, id), token),
        tx.now,
        mail.expiresAt,
      ],
    );
    if (added.length > 0) await this.jobs.add(tx, MAIL_TASK, { mailId: id }, { key: `mail:${id}` });
  }
}

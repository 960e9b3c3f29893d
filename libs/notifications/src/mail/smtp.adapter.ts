import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type Transporter, createTransport } from 'nodemailer';
import { CONFIG, type Config, assertNoTransaction } from '@app/kernel';
import { Mail, type MailOutcome, type OutgoingMail } from './mail.js';

const CONNECTIONS = 4;
const ANSWER_MS = 20_000;
/** What the server says of the mail: sender, recipient or content. All else is of the connection, and another day's answer is another one. */
const ABOUT_THE_MAIL: readonly unknown[] = ['EENVELOPE', 'EMESSAGE'];
/** "Authentication required", said to the sender: ours to repair (RFC 4954). */
const NOT_SIGNED_IN = 530;

/** SMTP, over a few connections that stay open. */
@Injectable()
export class SmtpMail extends Mail implements OnModuleDestroy {
  private transport?: Transporter;

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'SMTP_URL'>) {
    super();
  }

  async send(mail: OutgoingMail): Promise<MailOutcome> {
    assertNoTransaction();
    if (this.config.SMTP_URL === '') return { kind: 'retry', code: 'no_mail_server' };
    try {
      await this.open().sendMail({
        messageId: `<${mail.messageId}>`,
        from: mail.from,
        to: mail.to,
        ...(mail.replyTo === null ? {} : { replyTo: mail.replyTo }),
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        headers: { ...mail.headers },
        ...(mail.dkim && {
          dkim: { domainName: mail.dkim.domain, keySelector: mail.dkim.selector, privateKey: mail.dkim.privateKey },
        }),
        // Nothing of ours is a file or an address to be read.
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return { kind: 'sent' };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  onModuleDestroy(): void {
    this.transport?.close();
  }

  private open(): Transporter {
    return (this.transport ??= createTransport({
      url: this.config.SMTP_URL,
      pool: true,
      maxConnections: CONNECTIONS,
      connectionTimeout: ANSWER_MS,
      greetingTimeout: ANSWER_MS,
      socketTimeout: ANSWER_MS,
    }));
  }
}

/** What a failure means. Only its code leaves this file: the message may quote the address. */
export function outcomeOf(error: unknown): MailOutcome {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  const name = typeof code === 'string' ? code : 'unknown';
  if (typeof responseCode !== 'number') return { kind: 'retry', code: name };
  const isFinal = responseCode >= 500 && responseCode !== NOT_SIGNED_IN && ABOUT_THE_MAIL.includes(code);
  return { kind: isFinal ? 'rejected' : 'retry', code: `${name} ${responseCode}` };
}

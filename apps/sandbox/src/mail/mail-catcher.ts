import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { PortBusy } from '../http.js';

/** A mail that was taken. */
export interface CaughtMail {
  /** Its Message-ID, without brackets. */
  id: string;
  at: string;
  envelopeFrom: string;
  to: string[];
  from: string;
  replyTo: string | null;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
  /** How often it came again. As a good server does, a mail with a Message-ID that is known is taken and not delivered twice. */
  repeats: number;
  raw: string;
}

/** What a test may do to the mail server. */
export interface MailControls {
  /** Answer to the next mails, e.g. 451 (later) or 550 (never). */
  status?: number;
  /** How many mails it hits (default 1). */
  times?: number;
  /** Take the next mails, and break the connection before saying so. */
  loseAnswer?: number;
  /** Forget the caught mails. */
  clear?: boolean;
}

const KEPT = 500;
const MAX_BYTES = 1_000_000;

/** An SMTP server that delivers to nobody: what it takes is shown on a page. */
export class MailCatcher {
  /** The last mails, oldest first. */
  readonly mails: CaughtMail[] = [];
  private trouble: { status: number; left: number } | undefined;
  private answersToLose = 0;
  private readonly server: SMTPServer;

  constructor() {
    this.server = new SMTPServer({
      authOptional: true,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      hideSTARTTLS: true,
      disableReverseLookup: true,
      size: MAX_BYTES,
      // Whoever signs in may.
      onAuth: (_auth, _session, done) => done(null, { user: 'sandbox' }),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const from = session.envelope.mailFrom;
          this.take(
            Buffer.concat(chunks),
            from === false ? '' : from.address,
            session.envelope.rcptTo.map(({ address }) => address),
          ).then(
            () => done(),
            (error: unknown) => done(error as Error),
          );
        });
      },
    });
    // A client that goes away is no fault of ours.
    this.server.on('error', () => undefined);
  }

  /** @throws PortBusy */
  listen(port: number, variable: string, host: string): Promise<number> {
    return new Promise((resolve, reject) => {
      const net = this.server.server;
      net.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'EADDRINUSE' || error.code === 'EACCES'
            ? new PortBusy(`port ${port} on ${host} is not free; choose another with ${variable}`)
            : error,
        ),
      );
      this.server.listen(port, host, () => resolve((net.address() as AddressInfo).port));
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      for (const connection of this.connections()) connection.close();
    });
  }

  control(change: MailControls): { trouble: { status: number; left: number } | null } {
    if (change.clear) this.mails.length = 0;
    if (change.status !== undefined) this.trouble = { status: change.status, left: change.times ?? 1 };
    if (change.loseAnswer !== undefined) this.answersToLose = change.loseAnswer;
    return { trouble: this.trouble ?? null };
  }

  private async take(bytes: Buffer, envelopeFrom: string, to: string[]): Promise<void> {
    if (this.trouble) {
      const { status } = this.trouble;
      this.trouble.left -= 1;
      if (this.trouble.left <= 0) this.trouble = undefined;
      throw Object.assign(new Error(status < 500 ? 'Try again later' : 'Not taken'), { responseCode: status });
    }
    this.keep(await PostalMime.parse(bytes), bytes.toString('utf8'), envelopeFrom, to);
    if (this.answersToLose > 0) {
      this.answersToLose -= 1;
      for (const connection of this.connections()) connection.close();
      await new Promise(() => undefined);
    }
  }

  private keep(mail: Email, raw: string, envelopeFrom: string, to: string[]): void {
    const id = (mail.messageId ?? '').replace(/^<|>$/g, '');
    const known = this.mails.find((one) => one.id === id);
    if (id !== '' && known) {
      known.repeats += 1;
      return;
    }
    this.mails.push({
      id,
      at: new Date().toISOString(),
      envelopeFrom,
      to,
      from: mail.from ? `${mail.from.name} <${mail.from.address ?? ''}>` : '',
      replyTo: mail.replyTo?.[0]?.address ?? null,
      subject: mail.subject ?? '',
      text: mail.text ?? '',
      html: mail.html ?? '',
      headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
      repeats: 0,
      raw,
    });
    if (this.mails.length > KEPT) this.mails.shift();
  }

  private connections(): Set<{ close(): void }> {
    return (this.server as unknown as { connections: Set<{ close(): void }> }).connections;
  }
}

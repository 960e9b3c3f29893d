import { Mail, type MailOutcome, type OutgoingMail } from '@app/notifications';

/** Keeps mails instead of sending them. */
export class FakeMail extends Mail {
  sent: OutgoingMail[] = [];
  /** What the next mails get; then they are sent again. */
  outcomes: MailOutcome[] = [];

  async send(mail: OutgoingMail): Promise<MailOutcome> {
    const outcome = this.outcomes.shift() ?? { kind: 'sent' };
    if (outcome.kind === 'sent') this.sent.push(mail);
    return outcome;
  }

  /** Mails to one address, oldest first. */
  to(address: string): OutgoingMail[] {
    return this.sent.filter((mail) => mail.to === address);
  }

  /** The token in the newest link to an address. */
  tokenFor(address: string): string {
    const token = /#token=([\w.-]+)/.exec(this.to(address).at(-1)?.text ?? '')?.[1];
    if (token === undefined) throw new Error(`no link was mailed to ${address}`);
    return token;
  }
}

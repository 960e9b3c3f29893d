/** A mail, ready to be sent. */
export interface OutgoingMail {
  /** One per row: a server that gets it twice can tell. Without angle brackets. */
  readonly messageId: string;
  readonly from: { readonly name: string; readonly address: string };
  readonly replyTo: string | null;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The key of the sender's own domain. */
  readonly dkim: { readonly domain: string; readonly selector: string; readonly privateKey: string } | null;
}

export type MailOutcome =
  | { readonly kind: 'sent' }
  /** Not now: the server is away, busy or does not let us in. */
  | { readonly kind: 'retry'; readonly code: string }
  /** The server takes this mail never. */
  | { readonly kind: 'rejected'; readonly code: string };

/** What we need of a mail server. */
export abstract class Mail {
  /** Hands one mail over. Never throws for what the server answers. Not inside a database transaction. */
  abstract send(mail: OutgoingMail): Promise<MailOutcome>;
}

export const TEXT_CHANNELS = ['sms', 'whatsapp'] as const;
export type TextChannel = (typeof TEXT_CHANNELS)[number];

export const TEXT_KINDS = ['code', 'incoming_call', 'missed_call'] as const;
export type TextKind = (typeof TEXT_KINDS)[number];

/** A text, ready to be sent. The number is personal data: it must not get into a log. */
export interface OutgoingText {
  readonly channel: TextChannel;
  /** E.164 */
  readonly to: string;
  readonly kind: TextKind;
  readonly locale: 'en' | 'de';
  /** What an SMS says. */
  readonly body: string;
  /** What the placeholders of an approved template get, in their order. */
  readonly values: readonly string[];
  /** Not worth delivering after this. */
  readonly validSeconds: number;
  /** Where the provider tells what became of it. */
  readonly reportUrl: string;
}

export type TextFailure =
  /** Its owner answered STOP: no text goes there any more. */
  | { readonly kind: 'stopped'; readonly code: string }
  /** There is no phone behind the number that takes texts. */
  | { readonly kind: 'unreachable'; readonly code: string }
  /** The text, our account or the network refused: trying again does not help. */
  | { readonly kind: 'rejected'; readonly code: string };

export type TextOutcome =
  | { readonly kind: 'sent'; readonly providerId: string }
  /** Not taken, for sure; try again after this time. */
  | { readonly kind: 'retry'; readonly afterSeconds: number; readonly code: string }
  /** No answer: it may have been taken. It is not sent again, for the provider could not tell that it is the same. */
  | { readonly kind: 'unknown'; readonly code: string }
  | TextFailure;

/** What became of a text later. */
export interface TextReport {
  readonly providerId: string;
  readonly outcome: { readonly kind: 'sent' } | { readonly kind: 'delivered' } | TextFailure;
}

/** What we need of a provider of texts. */
export abstract class Texts {
  /** By what it can send here; none: texts are offered nowhere. */
  abstract readonly channels: readonly TextChannel[];

  /** Hands one text over. Never throws for what the provider answers. Not inside a database transaction. */
  abstract send(text: OutgoingText): Promise<TextOutcome>;

  /** Whether the provider posted this form to a `reportUrl`. @param url as the provider was given it */
  abstract isSigned(url: string, form: Readonly<Record<string, string>>, signature: string): boolean;

  /** What a form tells; undefined: nothing that matters. */
  abstract read(form: Readonly<Record<string, string>>): TextReport | undefined;
}

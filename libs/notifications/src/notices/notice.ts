import type { EventDefinition, Role, Tx } from '@app/kernel';
import { type Face, type PersonLinksService, faceOf } from '@app/identity';
import type { EmailVerificationsService } from '@app/licensing';
import type { MailClass } from '../mail/mail-message.entity.js';
import type { Values } from '../mail/mail-text.js';
import type { TemplateName } from '../mail/templates.js';
import type { TopicName } from '../preferences/topics.js';
import type { NoticeWords } from './notice-words.js';

/** Makes the tokens that a mail's link carries. */
export interface LinkMakers {
  readonly links: PersonLinksService;
  readonly verifications: EmailVerificationsService;
}

/** What an event makes us tell, to whom and how. */
export interface NoticeOf<P> {
  readonly template: TemplateName | ((data: P) => TemplateName);
  readonly class: Exclude<MailClass, 'marketing'>;
  /** Left out: it cannot be switched off. */
  readonly topic?: TopicName;
  /** Left out: always. */
  readonly when?: (data: P) => boolean;
  /** Ids of people. Left out with `language`: everybody at the licensee who speaks it. */
  readonly to?: (tx: Tx, data: P) => Promise<string[]> | string[];
  readonly language?: (data: P) => string;
  /** Language in which a person said what this acknowledges. Left out: the one of who is told. */
  readonly saidIn?: (tx: Tx, data: P) => Promise<string>;
  /** `at`: when it happened, ISO 8601. */
  readonly values?: (words: NoticeWords, data: P, tx: Tx, at: string) => Promise<Values> | Values;
  /** Where the button leads, on the face of who is told. */
  readonly path?: (data: P) => string;
  /** Where the line on the page leads, which carries no token. Left out: where the button does. */
  readonly linePath?: (data: P) => string;
  /** The path is one of the site for everybody: what all read stands there alone. */
  readonly isOnSite?: true;
  /** Undefined: there is nothing to send any more. */
  readonly token?: (make: LinkMakers, tx: Tx, data: P, personId: string) => Promise<string | undefined>;
  /** How long after its event a mail is worth sending: a link ends, a moment passes. Left out: always. */
  readonly worthSeconds?: number;
  /** Where the platform writes: the name of its company. */
  readonly sender?: (data: P) => string;
  /** Also a line on the page of who is told. */
  readonly inApp?: true;
  /** Also a push to the devices of who is told. It says only that there is something to read. */
  readonly push?: true;
}

/** A line of the table, whatever its event carries. */
export interface Notice extends NoticeOf<unknown> {
  readonly on: EventDefinition<unknown>;
}

export const notice = <P>(on: EventDefinition<P>, how: NoticeOf<P>): Notice => ({ on, ...how }) as unknown as Notice;

const BASE: Readonly<Record<Face, string>> = { site: '', pro: '/pro', admin: '/admin', ops: '' };

/** Where the button leads on the host of the licensee; null: there is none. */
export const pathOf = ({ path, isOnSite }: Notice, role: Role, data: unknown): string | null =>
  path === undefined ? null : `${isOnSite ? '' : BASE[faceOf(role)]}${path(data)}`;

/** What a notice is about is not there any more: there is nothing to tell. */
export class NoSuchFact extends Error {}

export const PROVIDERS = ['google', 'microsoft'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** What a consent gives us. */
export interface CalendarTokens {
  readonly accessToken: string;
  /** null = the one that is there stays. */
  readonly refreshToken: string | null;
  readonly expiresInSeconds: number;
}

/** What is asked for first: everything within this time. */
export interface CalendarWindow {
  readonly from: Date;
  readonly to: Date;
}

/** What became of one event since the last look. */
export interface CalendarChange {
  /** Id of the event at the provider. */
  readonly id: string;
  /** The booking of which somebody claims that the event is; whoever asks knows which are its own. */
  readonly bookingId: string | null;
  /** null = it takes no time: gone, free, declined. */
  readonly busy: { readonly start: Date; readonly end: Date } | null;
}

export interface CalendarChanges {
  readonly changes: readonly CalendarChange[];
  /** Where to go on the next time. */
  readonly cursor: string;
}

/** What is written of a booking. */
export interface CalendarEvent {
  /** One booking is one event, however often it is put. */
  readonly bookingId: string;
  /** Id at the provider, when it has been put before. */
  readonly remoteId: string | null;
  readonly summary: string;
  readonly url: string;
  readonly start: Date;
  readonly end: Date;
}

/** The calendar of one person at a provider. Every method is a request to it, and none may be called within a transaction. */
export abstract class CalendarPort {
  /** Where the person consents. `challenge` is that of PKCE (RFC 7636, S256). */
  abstract authorizeUrl(ask: { state: string; challenge: string }): string;
  /** @throws ConsentLost when the code is worth nothing, TryLater */
  abstract exchange(code: string, verifier: string): Promise<CalendarTokens>;
  /** @throws ConsentLost when the person has taken the consent back, TryLater */
  abstract refresh(refreshToken: string): Promise<CalendarTokens>;
  /** @throws Unauthorized, CursorExpired, TryLater */
  abstract changes(accessToken: string, since: string | CalendarWindow): Promise<CalendarChanges>;
  /** Answers with the id at the provider. Twice is once. @throws Unauthorized, TryLater */
  abstract put(accessToken: string, event: CalendarEvent): Promise<string>;
  /** What is not there is gone. @throws Unauthorized, TryLater */
  abstract remove(accessToken: string, remoteId: string): Promise<void>;
}

/** The consent is no more: the person must give it again. */
export class ConsentLost extends Error {}
/** The access token is not taken. */
export class Unauthorized extends Error {}
/** The provider has forgotten where we were: everything must be read anew. */
export class CursorExpired extends Error {}
/** Not now: too many requests, a failure there, no connection. */
export class TryLater extends Error {
  constructor(
    what: string,
    readonly afterSeconds: number | null = null,
  ) {
    super(what);
  }
}

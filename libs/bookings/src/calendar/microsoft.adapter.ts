import { ask, askToken, refused } from './calendar-http.js';
import {
  type CalendarChange,
  type CalendarChanges,
  type CalendarEvent,
  CalendarPort,
  type CalendarTokens,
  type CalendarWindow,
  ConsentLost,
  CursorExpired,
  TryLater,
  Unauthorized,
} from './calendar-port.js';
import type { ProviderOptions } from './google.adapter.js';

const SCOPE = 'offline_access Calendars.ReadWrite';
const MOST_PAGES = 100;
const BOOKING_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Kinds of `showAs` that leave the time free. */
const FREE = ['free', 'workingElsewhere'];
/** Times come in UTC. Ids stay the same when an event is moved to another folder. */
const PREFER = { prefer: 'outlook.timezone="UTC", IdType="ImmutableId"' };

interface Item {
  readonly id: string;
  readonly type?: string;
  readonly seriesMasterId?: string | null;
  readonly '@removed'?: unknown;
  readonly isCancelled?: boolean;
  readonly showAs?: string;
  readonly transactionId?: string | null;
  readonly responseStatus?: { readonly response?: string };
  readonly start?: { readonly dateTime: string };
  readonly end?: { readonly dateTime: string };
}
interface Listing {
  readonly value?: readonly Item[];
  readonly '@odata.nextLink'?: string;
  readonly '@odata.deltaLink'?: string;
}

/** Microsoft Graph: the default calendar of a person. */
export class MicrosoftCalendar extends CalendarPort {
  private readonly login: string;
  private readonly graph: string;

  constructor(private readonly options: ProviderOptions) {
    super();
    const { standIn } = options;
    this.login = `${standIn ? `${standIn}/microsoft` : 'https://login.microsoftonline.com'}/common/oauth2/v2.0`;
    this.graph = `${standIn ? `${standIn}/microsoft` : 'https://graph.microsoft.com'}/v1.0/me`;
  }

  authorizeUrl({ state, challenge }: { state: string; challenge: string }): string {
    const { clientId, redirectUrl } = this.options;
    return `${this.login}/authorize?${new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUrl,
      response_type: 'code',
      response_mode: 'query',
      scope: SCOPE,
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      prompt: 'select_account',
    }).toString()}`;
  }

  async exchange(code: string, verifier: string): Promise<CalendarTokens> {
    const tokens = await askToken(`${this.login}/token`, {
      ...this.client(),
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: this.options.redirectUrl,
    });
    if (tokens.refreshToken === null) throw new ConsentLost('scope');
    return tokens;
  }

  refresh(refreshToken: string): Promise<CalendarTokens> {
    return askToken(`${this.login}/token`, {
      ...this.client(),
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    });
  }

  async changes(accessToken: string, since: string | CalendarWindow): Promise<CalendarChanges> {
    // A delta link carries the window of its first question.
    let url =
      typeof since === 'string'
        ? this.ours(since)
        : `${this.graph}/calendarView/delta?${new URLSearchParams({
            startDateTime: since.from.toISOString(),
            endDateTime: since.to.toISOString(),
          }).toString()}`;
    const items: Item[] = [];
    for (let page = 0; page < MOST_PAGES; page++) {
      const headers = { prefer: `${PREFER.prefer}, odata.maxpagesize=100` };
      const answer = await ask(url, { accessToken, headers });
      if (answer.status === 410) throw new CursorExpired();
      if (answer.status === 401) throw new Unauthorized();
      if (answer.status !== 200) refused('events', answer);
      const listing = answer.json as Listing;
      items.push(...(listing.value ?? []));
      const { '@odata.deltaLink': cursor, '@odata.nextLink': next } = listing;
      if (cursor !== undefined) return { changes: changesOf(items), cursor };
      if (next === undefined) break;
      url = this.ours(next);
    }
    throw new TryLater('a list without an end');
  }

  async put(accessToken: string, event: CalendarEvent): Promise<string> {
    const json = {
      subject: event.summary,
      body: { contentType: 'text', content: event.url },
      start: { dateTime: event.start.toISOString().slice(0, 19), timeZone: 'UTC' },
      end: { dateTime: event.end.toISOString().slice(0, 19), timeZone: 'UTC' },
      showAs: 'busy',
      sensitivity: 'private',
    };
    const options = { accessToken, headers: PREFER };
    if (event.remoteId !== null) {
      const answer = await ask(this.at(event.remoteId), { ...options, method: 'PATCH', json });
      if (answer.status === 401) throw new Unauthorized();
      if (answer.status === 200) return event.remoteId;
      if (answer.status !== 404) refused('put', answer);
    }
    // The same transaction id makes the same event, when an answer was lost on the way.
    const made = await ask(`${this.graph}/events`, {
      ...options,
      method: 'POST',
      json: { ...json, transactionId: event.bookingId },
    });
    if (made.status === 401) throw new Unauthorized();
    const { id } = made.json;
    if ((made.status !== 201 && made.status !== 200) || typeof id !== 'string') refused('put', made);
    return id;
  }

  async remove(accessToken: string, remoteId: string): Promise<void> {
    const answer = await ask(this.at(remoteId), { method: 'DELETE', accessToken, headers: PREFER });
    if (answer.status === 401) throw new Unauthorized();
    if (![200, 204, 404, 410].includes(answer.status)) refused('remove', answer);
  }

  /** A link that the provider gave us gets the token of a person: it must lead to the provider. */
  private ours(link: string): string {
    if (!URL.canParse(link) || new URL(link).origin !== new URL(this.graph).origin) throw new CursorExpired();
    return link;
  }

  private at(id: string): string {
    return `${this.graph}/events/${encodeURIComponent(id)}`;
  }

  private client(): { client_id: string; client_secret: string; scope: string } {
    return { client_id: this.options.clientId, client_secret: this.options.clientSecret, scope: SCOPE };
  }
}

/** A series comes as one event with its words, and as its occurrences with little more than their times. */
function changesOf(items: readonly Item[]): CalendarChange[] {
  const series = new Map(items.filter(({ type }) => type === 'seriesMaster').map((item) => [item.id, item]));
  return items.map((item) => {
    const master = series.get(item.seriesMasterId ?? '');
    return changeOf(
      master === undefined
        ? item
        : {
            ...item,
            showAs: item.showAs ?? master.showAs ?? '',
            isCancelled: item.isCancelled ?? master.isCancelled ?? false,
          },
    );
  });
}

function changeOf(item: Item): CalendarChange {
  const isFree =
    item['@removed'] !== undefined ||
    item.type === 'seriesMaster' ||
    item.isCancelled === true ||
    FREE.includes(item.showAs ?? '') ||
    item.responseStatus?.response === 'declined';
  const [start, end] = [momentOf(item.start), momentOf(item.end)];
  const own = item.transactionId ?? '';
  return {
    id: item.id,
    bookingId: BOOKING_ID.test(own) ? own : null,
    busy: isFree || start === null || end === null || end <= start ? null : { start, end },
  };
}

/** `2030-01-31T12:00:00.0000000`, in UTC as we asked. */
const momentOf = (time: { readonly dateTime: string } | undefined): Date | null =>
  time === undefined ? null : new Date(`${time.dateTime.slice(0, 19)}Z`);

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
import { midnightIn } from './midnight.js';

const SCOPE = 'https://www.googleapis.com/auth/calendar.events';
/** Titles, places and guests are not even asked for. */
const FIELDS =
  'nextPageToken,nextSyncToken,timeZone,items(id,status,transparency,eventType,start,end,attendees(self,responseStatus))';
const MOST_PAGES = 100;
/** Ids of Google's are of 0-9 and a-v (base32hex), and so is a UUID without its dashes. */
const OWN_ID = /^bkg([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;
const idOf = (bookingId: string): string => `bkg${bookingId.replaceAll('-', '')}`;

export interface ProviderOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUrl: string;
  /** The sandbox; empty = the provider itself. */
  readonly standIn: string;
}

interface Time {
  readonly date?: string;
  readonly dateTime?: string;
}
interface Item {
  readonly id: string;
  readonly status?: string;
  readonly transparency?: string;
  readonly eventType?: string;
  readonly start?: Time;
  readonly end?: Time;
  readonly attendees?: readonly { self?: boolean; responseStatus?: string }[];
}
interface Listing {
  readonly items?: readonly Item[];
  readonly timeZone?: string;
  readonly nextPageToken?: string;
  readonly nextSyncToken?: string;
}

/** Google Calendar API v3: the primary calendar of a person. */
export class GoogleCalendar extends CalendarPort {
  private readonly consent: string;
  private readonly token: string;
  private readonly events: string;

  constructor(private readonly options: ProviderOptions) {
    super();
    const { standIn } = options;
    this.consent = `${standIn ? `${standIn}/google` : 'https://accounts.google.com'}/o/oauth2/v2/auth`;
    this.token = `${standIn ? `${standIn}/google` : 'https://oauth2.googleapis.com'}/token`;
    this.events = `${standIn ? `${standIn}/google` : 'https://www.googleapis.com'}/calendar/v3/calendars/primary/events`;
  }

  authorizeUrl({ state, challenge }: { state: string; challenge: string }): string {
    const { clientId, redirectUrl } = this.options;
    return `${this.consent}?${new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUrl,
      response_type: 'code',
      scope: SCOPE,
      state,
      code_challenge: challenge,
      code_challenge_method: 'S256',
      // Only a consent that is asked for anew comes with a refresh token.
      access_type: 'offline',
      prompt: 'consent',
    }).toString()}`;
  }

  async exchange(code: string, verifier: string): Promise<CalendarTokens> {
    const { redirectUrl } = this.options;
    const tokens = await askToken(this.token, {
      ...this.client(),
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: redirectUrl,
    });
    // The person can untick what we need.
    if (!tokens.scope.split(' ').includes(SCOPE) || tokens.refreshToken === null) throw new ConsentLost('scope');
    return tokens;
  }

  refresh(refreshToken: string): Promise<CalendarTokens> {
    return askToken(this.token, { ...this.client(), grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  async changes(accessToken: string, since: string | CalendarWindow): Promise<CalendarChanges> {
    // A sync token carries the window of its first question, and allows no other.
    const first: Record<string, string> =
      typeof since === 'string'
        ? { syncToken: since }
        : { timeMin: since.from.toISOString(), timeMax: since.to.toISOString() };
    const changes: CalendarChange[] = [];
    let pageToken: string | undefined;
    for (let page = 0; page < MOST_PAGES; page++) {
      const query = new URLSearchParams({ singleEvents: 'true', maxResults: '250', fields: FIELDS, ...first });
      if (pageToken !== undefined) query.set('pageToken', pageToken);
      const answer = await ask(`${this.events}?${query.toString()}`, { accessToken });
      if (answer.status === 410) throw new CursorExpired();
      if (answer.status === 401) throw new Unauthorized();
      if (answer.status !== 200) refused('events', answer);
      const listing = answer.json as Listing;
      for (const item of listing.items ?? []) changes.push(changeOf(item, listing.timeZone ?? 'UTC'));
      if (listing.nextSyncToken !== undefined) return { changes, cursor: listing.nextSyncToken };
      pageToken = listing.nextPageToken;
      if (pageToken === undefined) break;
    }
    throw new TryLater('a list without an end');
  }

  async put(accessToken: string, event: CalendarEvent): Promise<string> {
    const id = idOf(event.bookingId);
    const json = {
      id,
      status: 'confirmed',
      summary: event.summary,
      description: event.url,
      start: { dateTime: event.start.toISOString() },
      end: { dateTime: event.end.toISOString() },
      visibility: 'private',
    };
    const update = () => ask(this.at(id), { method: 'PUT', accessToken, json });
    let answer = await update();
    if (answer.status === 404) {
      answer = await ask(`${this.events}?sendUpdates=none`, { method: 'POST', accessToken, json });
      // Somebody was quicker: the id is that of this booking.
      if (answer.status === 409) answer = await update();
    }
    if (answer.status === 401) throw new Unauthorized();
    if (answer.status !== 200) refused('put', answer);
    return id;
  }

  async remove(accessToken: string, remoteId: string): Promise<void> {
    const answer = await ask(this.at(remoteId), { method: 'DELETE', accessToken });
    if (answer.status === 401) throw new Unauthorized();
    if (![200, 204, 404, 410].includes(answer.status)) refused('remove', answer);
  }

  private at(id: string): string {
    return `${this.events}/${encodeURIComponent(id)}?sendUpdates=none`;
  }

  private client(): { client_id: string; client_secret: string } {
    return { client_id: this.options.clientId, client_secret: this.options.clientSecret };
  }
}

function changeOf(item: Item, timeZone: string): CalendarChange {
  const isFree =
    item.status === 'cancelled' ||
    item.transparency === 'transparent' ||
    item.eventType === 'workingLocation' ||
    item.attendees?.some(({ self, responseStatus }) => self === true && responseStatus === 'declined') === true;
  const [start, end] = [momentOf(item.start, timeZone), momentOf(item.end, timeZone)];
  const own = OWN_ID.exec(item.id);
  return {
    id: item.id,
    bookingId: own ? own.slice(1).join('-') : null,
    busy: isFree || start === null || end === null || end <= start ? null : { start, end },
  };
}

/** A day without hours is one of the calendar's own time zone. */
function momentOf(time: Time | undefined, timeZone: string): Date | null {
  if (time?.dateTime !== undefined) return new Date(time.dateTime);
  return time?.date === undefined ? null : midnightIn(time.date, timeZone);
}

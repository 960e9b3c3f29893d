import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '../http.js';
import { type SandboxCalendar, type SandboxEvent, readCursor, writeCursor } from './account.js';
import { Vendor } from './vendor.js';

const EVENTS = '/google/calendar/v3/calendars/primary/events';
const OWN_ID = /^[a-v0-9]{5,1024}$/;

/** Google: its consent page, its token endpoint and what we use of Calendar API v3. */
export class GoogleStandIn extends Vendor {
  /** Every event that was told of in a list, as it was told. */
  readonly told: object[] = [];

  constructor() {
    super('Google', 'g', false, {
      consent: '/google/o/oauth2/v2/auth',
      token: '/google/token',
      scope: 'https://www.googleapis.com/auth/calendar.events',
    });
  }

  protected async api(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
    calendar: SandboxCalendar,
  ): Promise<void> {
    const id = path.startsWith(`${EVENTS}/`) ? decodeURIComponent(path.slice(EVENTS.length + 1)) : undefined;
    if (path !== EVENTS && id === undefined) return refuse(response, 404, 'notFound', 'Not Found');
    const call = `${request.method} ${id === undefined ? 'all' : 'one'}`;
    if (call === 'GET all') return this.list(response, query, calendar);
    const body = async () => JSON.parse(await readBody(request)) as GoogleEvent;
    if (call === 'POST all') {
      const wanted = await body();
      if (wanted.id !== undefined && !OWN_ID.test(wanted.id))
        return refuse(response, 400, 'invalid', 'Invalid resource id value.');
      // An id that was used once stays taken, even when the event is gone.
      if (wanted.id !== undefined && calendar.get(wanted.id))
        return refuse(response, 409, 'duplicate', 'The requested identifier already exists.');
      return sendJson(response, 200, shown(calendar.put(eventOf(wanted))));
    }
    if (id === undefined || !calendar.get(id)) return refuse(response, 404, 'notFound', 'Not Found');
    if (call === 'PUT one') return sendJson(response, 200, shown(calendar.put({ ...eventOf(await body()), id })));
    if (call === 'DELETE one') {
      if (!calendar.remove(id)) return refuse(response, 410, 'deleted', 'Resource has been deleted');
      response.writeHead(204).end();
      return;
    }
    return refuse(response, 404, 'notFound', 'Not Found');
  }

  protected tooMany(response: ServerResponse, seconds: number): void {
    response.setHeader('retry-after', String(seconds));
    refuse(response, 429, 'rateLimitExceeded', 'Rate Limit Exceeded');
  }

  protected unauthorized(response: ServerResponse): void {
    refuse(response, 401, 'authError', 'Invalid Credentials');
  }

  private list(response: ServerResponse, query: URLSearchParams, calendar: SandboxCalendar): void {
    const token = query.get('syncToken');
    if (token !== null && (query.has('timeMin') || query.has('timeMax')))
      return refuse(response, 400, 'badRequest', 'Sync token cannot be used with timeMin or timeMax.');
    const since =
      token === null
        ? {
            from: query.get('timeMin') ?? '1970-01-01',
            to: query.get('timeMax') ?? '9999-12-31',
            version: 0,
            epoch: calendar.epoch,
          }
        : readCursor(token, calendar);
    if (since === undefined)
      return refuse(response, 410, 'fullSyncRequired', 'Sync token is no longer valid, a full sync is required.');
    const { events, cursor } = calendar.list(since);
    const from = Number.parseInt(query.get('pageToken') ?? '0', 10);
    const page = events.slice(from, from + this.pageSize);
    const isLast = from + this.pageSize >= events.length;
    const items = page.map((event) => partOf(shown(event), query.get('fields')));
    this.told.push(...items);
    sendJson(response, 200, {
      kind: 'calendar#events',
      timeZone: 'Europe/Berlin',
      items,
      ...(isLast ? { nextSyncToken: writeCursor(cursor) } : { nextPageToken: String(from + this.pageSize) }),
    });
  }
}

interface GoogleTime {
  date?: string;
  dateTime?: string;
}
interface GoogleEvent {
  id?: string;
  status?: string;
  summary?: string;
  transparency?: string;
  start: GoogleTime;
  end: GoogleTime;
}

const isDay = (time: string): boolean => /^\d{4}-\d\d-\d\d$/.test(time);
const timeOf = (time: string): GoogleTime => (isDay(time) ? { date: time } : { dateTime: time });

const eventOf = ({ id, summary, transparency, start, end, ...extra }: GoogleEvent) => ({
  ...(id === undefined ? {} : { id }),
  title: summary ?? '',
  free: transparency === 'transparent',
  start: start.dateTime ?? start.date ?? '',
  end: end.dateTime ?? end.date ?? '',
  clientId: id ?? null,
  extra,
});

/** Of an event that is gone Google tells its id, and little more. */
const shown = (event: SandboxEvent): Record<string, unknown> =>
  event.deleted
    ? { kind: 'calendar#event', id: event.id, status: 'cancelled' }
    : {
        kind: 'calendar#event',
        status: 'confirmed',
        ...event.extra,
        id: event.id,
        summary: event.title,
        ...(event.free ? { transparency: 'transparent' } : {}),
        start: timeOf(event.start),
        end: timeOf(event.end),
      };

/** A partial response: of an event the fields that were asked for, `items(id,start,attendees(self))`. */
function partOf(event: Record<string, unknown>, fields: string | null): Record<string, unknown> {
  const asked = /items\((.*)\)/.exec(fields ?? '')?.[1];
  if (asked === undefined) return event;
  const names = asked.replace(/\([^)]*\)/g, '').split(',');
  return Object.fromEntries(Object.entries(event).filter(([name]) => names.includes(name)));
}

function refuse(response: ServerResponse, code: number, reason: string, message: string): void {
  sendJson(response, code, { error: { code, message, errors: [{ domain: 'global', reason, message }] } });
}

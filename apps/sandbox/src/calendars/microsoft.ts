import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendJson } from '../http.js';
import { type SandboxCalendar, type SandboxEvent, readCursor, writeCursor } from './account.js';
import { Vendor } from './vendor.js';

const ME = '/microsoft/v1.0/me';

/** Microsoft: its consent page, its token endpoint and what we use of Graph. */
export class MicrosoftStandIn extends Vendor {
  constructor() {
    super('Microsoft', 'm', true, {
      consent: '/microsoft/common/oauth2/v2.0/authorize',
      token: '/microsoft/common/oauth2/v2.0/token',
      scope: 'Calendars.ReadWrite',
    });
  }

  protected async api(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
    calendar: SandboxCalendar,
  ): Promise<void> {
    if (path === `${ME}/calendarView/delta` && request.method === 'GET')
      return this.delta(request, response, query, calendar);
    if (path === `${ME}/events` && request.method === 'POST') {
      const body = JSON.parse(await readBody(request)) as GraphEvent;
      // The same transaction id is answered with the same event.
      const before = calendar.events.find(
        ({ clientId, deleted }) => !deleted && clientId !== null && clientId === body.transactionId,
      );
      return sendJson(response, 201, shown(before ?? calendar.put(eventOf(body)), zoneOf(request)));
    }
    const id = path.startsWith(`${ME}/events/`) ? decodeURIComponent(path.slice(ME.length + 8)) : '';
    const event = calendar.get(id);
    if (!event || event.deleted)
      return refuse(response, 404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
    if (request.method === 'PATCH') {
      const { transactionId: _, ...body } = JSON.parse(await readBody(request)) as GraphEvent;
      const put = calendar.put({ ...eventOf(body), id, clientId: event.clientId });
      return sendJson(response, 200, shown(put, zoneOf(request)));
    }
    if (request.method === 'DELETE') {
      calendar.remove(id);
      response.writeHead(204).end();
      return;
    }
    return refuse(response, 405, 'Request_BadRequest', 'Not allowed');
  }

  protected tooMany(response: ServerResponse, seconds: number): void {
    response.setHeader('retry-after', String(seconds));
    refuse(response, 429, 'ApplicationThrottled', 'Application is over its MailboxConcurrency limit.');
  }

  protected unauthorized(response: ServerResponse): void {
    refuse(response, 401, 'InvalidAuthenticationToken', 'Access token has expired or is not yet valid.');
  }

  private delta(
    request: IncomingMessage,
    response: ServerResponse,
    query: URLSearchParams,
    calendar: SandboxCalendar,
  ): void {
    const [delta, skip] = [query.get('$deltatoken'), query.get('$skiptoken')];
    const [from, to] = [query.get('startDateTime'), query.get('endDateTime')];
    if (delta === null && skip === null && (from === null || to === null))
      return refuse(response, 400, 'ErrorInvalidParameter', 'startDateTime and endDateTime are required.');
    const [place, offset] = (skip ?? '').split('~');
    const text = delta ?? (skip === null ? undefined : place);
    const since =
      text === undefined ? { from: from!, to: to!, version: 0, epoch: calendar.epoch } : readCursor(text, calendar);
    if (since === undefined)
      return refuse(response, 410, 'SyncStateNotFound', 'The sync state generation is not found.');
    const { events, cursor } = calendar.list(since);
    const start = Number.parseInt(offset ?? '0', 10);
    const end = start + this.pageSize;
    const link = (name: string, value: string) =>
      `http://${request.headers.host}${ME}/calendarView/delta?${new URLSearchParams({ [name]: value }).toString()}`;
    sendJson(response, 200, {
      '@odata.context': '$metadata#Collection(event)',
      value: events.slice(start, end).map((event) => shown(event, zoneOf(request))),
      ...(end >= events.length
        ? { '@odata.deltaLink': link('$deltatoken', writeCursor(cursor)) }
        : { '@odata.nextLink': link('$skiptoken', `${writeCursor(since)}~${end}`) }),
    });
  }
}

interface GraphEvent {
  subject?: string;
  transactionId?: string;
  showAs?: string;
  start: { dateTime: string };
  end: { dateTime: string };
}

const eventOf = ({ subject, transactionId, showAs, start, end, ...extra }: GraphEvent) => ({
  title: subject ?? '',
  free: showAs === 'free',
  start: `${start.dateTime.slice(0, 19)}Z`,
  end: `${end.dateTime.slice(0, 19)}Z`,
  clientId: transactionId ?? null,
  extra: extra as Record<string, unknown>,
});

/** Windows has names of its own. */
const ZONES: Readonly<Record<string, string>> = { 'W. Europe Standard Time': 'Europe/Berlin' };

/** The zone in which times are wanted. */
const zoneOf = ({ headers }: IncomingMessage): string =>
  /outlook\.timezone="([^"]+)"/.exec(String(headers['prefer']))?.[1] ?? 'UTC';

/** The clocks of a zone, without saying how far they are from UTC. */
const timeOf = (time: string, zone: string) => ({
  dateTime: `${new Date(time).toLocaleString('sv-SE', { timeZone: ZONES[zone] ?? zone }).replace(' ', 'T')}.0000000`,
  timeZone: zone,
});

const shown = (event: SandboxEvent, zone: string): Record<string, unknown> =>
  event.deleted
    ? { id: event.id, '@removed': { reason: 'deleted' } }
    : {
        type: 'singleInstance',
        // An occurrence has little more than its times; the rest stands in its series.
        ...(event.extra['type'] === 'occurrence' ? {} : { isCancelled: false, showAs: event.free ? 'free' : 'busy' }),
        ...event.extra,
        id: event.id,
        subject: event.title,
        transactionId: event.clientId,
        start: timeOf(event.start, zone),
        end: timeOf(event.end, zone),
      };

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  sendJson(response, status, { error: { code, message } });
}

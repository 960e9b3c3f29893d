import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, sendHtml, sendJson } from '../http.js';
import { SandboxCalendar } from './account.js';
import { consentPage } from './consent.page.js';
import { Grants } from './grants.js';

/** What a test may do to a vendor. */
export interface CalendarControls {
  /** Access tokens that are out end now. */
  expireTokens?: boolean;
  /** Cursors that are out are forgotten: 410. */
  expireCursors?: boolean;
  /** The person takes the consent back; everybody does where no account is named. */
  revoke?: boolean;
  /** So many of the next requests get 429. */
  tooMany?: number;
  retryAfterSeconds?: number;
  /** So many of the next writes are done, and their answers are lost. */
  loseAnswers?: number;
  /** Milliseconds that a token takes. */
  tokenDelayMs?: number;
  pageSize?: number;
  account?: string;
  /** An appointment that the person makes in their calendar, or changes when its id is known. */
  event?: { id?: string; start: string; end: string; title?: string; free?: boolean; extra?: Record<string, unknown> };
  /** Id of one that they delete. */
  remove?: string;
}

interface Paths {
  readonly consent: string;
  readonly token: string;
  readonly scope: string;
}

const ACCOUNT = 'advisor@calendar.example';

/** What Google and Microsoft have in common: consent, tokens, accounts with a calendar each, and troubles. */
export abstract class Vendor {
  readonly grants: Grants;
  /** Requests to the API, for specs: method and path. */
  readonly requests: string[] = [];
  protected pageSize = 50;
  private readonly calendars = new Map<string, SandboxCalendar>();
  private readonly trouble = { tooMany: 0, retryAfterSeconds: 1, loseAnswers: 0, tokenDelayMs: 0 };

  constructor(
    private readonly name: string,
    prefix: string,
    rotates: boolean,
    private readonly paths: Paths,
  ) {
    this.grants = new Grants(prefix, rotates);
  }

  /** One request to the API, by somebody whose token is good. */
  protected abstract api(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
    calendar: SandboxCalendar,
  ): Promise<void>;
  protected abstract tooMany(response: ServerResponse, seconds: number): void;
  protected abstract unauthorized(response: ServerResponse): void;

  calendarOf(account = ACCOUNT): SandboxCalendar {
    let calendar = this.calendars.get(account);
    if (!calendar) this.calendars.set(account, (calendar = new SandboxCalendar()));
    return calendar;
  }

  describe(): unknown {
    return {
      refreshes: this.grants.refreshes,
      requests: this.requests,
      calendars: Object.fromEntries([...this.calendars].map(([account, { events }]) => [account, events])),
    };
  }

  control(change: CalendarControls): unknown {
    const { account, event, remove, pageSize } = change;
    if (change.expireTokens) this.grants.expireAccess();
    if (change.expireCursors) this.calendarOf(account).epoch++;
    if (change.revoke) this.grants.revoke(account);
    if (pageSize !== undefined) this.pageSize = pageSize;
    for (const name of ['tooMany', 'retryAfterSeconds', 'loseAnswers', 'tokenDelayMs'] as const)
      this.trouble[name] = change[name] ?? this.trouble[name];
    const made = event && this.calendarOf(account).put(event);
    if (remove !== undefined) this.calendarOf(account).remove(remove);
    return { event: made ?? null };
  }

  async serve(request: IncomingMessage, response: ServerResponse, path: string, query: string): Promise<void> {
    if (path === this.paths.consent) return this.consent(request, response, new URLSearchParams(query));
    if (path === this.paths.token && request.method === 'POST') {
      const form = new URLSearchParams(await readBody(request));
      if (this.trouble.tokenDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.trouble.tokenDelayMs));
      const { status, body } = this.grants.answer(form, this.paths.scope);
      return sendJson(response, status, body, { 'cache-control': 'no-store' });
    }
    this.requests.push(`${request.method} ${path}`);
    if (this.trouble.tooMany > 0) {
      this.trouble.tooMany--;
      return this.tooMany(response, this.trouble.retryAfterSeconds);
    }
    const account = this.grants.accountOf(request.headers.authorization);
    if (account === undefined) return this.unauthorized(response);
    if (this.trouble.loseAnswers > 0 && request.method !== 'GET') this.loseAnswer(response);
    await this.api(request, response, path, new URLSearchParams(query), this.calendarOf(account));
  }

  /** What was done is done; the connection breaks before anybody hears of it. */
  private loseAnswer(response: ServerResponse): void {
    const answer = response.writeHead.bind(response) as (status: number, headers?: object) => ServerResponse;
    response.writeHead = (status: number, headers?: unknown) => {
      if (status >= 300) return answer(status, headers as object);
      this.trouble.loseAnswers--;
      return response.destroy();
    };
  }

  private async consent(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    if (request.method === 'GET') return sendHtml(response, 200, consentPage(this.name, this.paths.consent, query));
    const form = new URLSearchParams(await readBody(request));
    const redirectUri = form.get('redirect_uri') ?? '';
    const wrong =
      !URL.canParse(redirectUri) ||
      !form.get('client_id') ||
      form.get('response_type') !== 'code' ||
      form.get('code_challenge_method') !== 'S256' ||
      !form.get('code_challenge');
    if (wrong) return sendJson(response, 400, { error: 'invalid_request' });
    const back = new URL(redirectUri);
    if (form.get('decision') === 'deny') back.searchParams.set('error', 'access_denied');
    else
      back.searchParams.set(
        'code',
        this.grants.allow(form.get('account') || ACCOUNT, {
          clientId: form.get('client_id')!,
          challenge: form.get('code_challenge')!,
          redirectUri,
        }),
      );
    back.searchParams.set('state', form.get('state') ?? '');
    response.writeHead(302, { location: back.toString() }).end();
  }
}

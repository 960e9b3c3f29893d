import { assertNoTransaction } from '@app/kernel';
import { ConsentLost, TryLater } from './calendar-port.js';

const TIMEOUT_MS = 15_000;
const MAX_RETRY_AFTER_SECONDS = 3_600;

/** An answer of a provider; a body that is no JSON object is empty. */
export interface ProviderAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

interface ProviderRequest {
  readonly method?: string;
  readonly accessToken?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: object;
  readonly form?: Readonly<Record<string, string>>;
}

/** One request to a provider. Errors carry the status and nothing of the answer: it may have names in it. @throws TryLater */
export async function ask(url: string, request: ProviderRequest = {}): Promise<ProviderAnswer> {
  assertNoTransaction();
  const { method = 'GET', accessToken, headers, json, form } = request;
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        accept: 'application/json',
        ...(accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    text = await response.text();
  } catch {
    throw new TryLater('no answer');
  }
  const { status } = response;
  if (status === 429 || status >= 500)
    throw new TryLater(`status ${status}`, secondsOf(response.headers.get('retry-after')));
  return { status, json: objectOf(text) };
}

/** Google says "too many" with 403 too, and tells which by a reason. @throws TryLater */
export function refused(what: string, { status }: ProviderAnswer): never {
  throw new TryLater(`${what}: status ${status}`);
}

/** The answer of a token endpoint (RFC 6749, section 5). @throws ConsentLost, TryLater */
export async function askToken(url: string, form: Readonly<Record<string, string>>) {
  const answer = await ask(url, { method: 'POST', form });
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresIn, scope, error } = answer.json;
  if (error === 'invalid_grant' || error === 'interaction_required') throw new ConsentLost(error);
  if (answer.status !== 200 || typeof accessToken !== 'string') refused('token', answer);
  return {
    accessToken,
    refreshToken: typeof refreshToken === 'string' ? refreshToken : null,
    expiresInSeconds: typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn : 3_600,
    scope: typeof scope === 'string' ? scope : '',
  };
}

function secondsOf(header: string | null): number | null {
  if (header === null || !/^\d{1,6}$/.test(header)) return null;
  return Math.min(Number.parseInt(header, 10), MAX_RETRY_AFTER_SECONDS);
}

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

import { boot } from '../boot.ts';
import type { components } from './schema.gen.ts';
import { offline, problemOf } from './problem.ts';

type Tokens = components['schemas']['TokensResponse'];
export type Person = components['schemas']['PersonResponse'];

export interface SessionState {
  /** `unknown` until the first refresh has been answered. */
  readonly status: 'unknown' | 'anonymous' | 'signed_in';
}

/** A token this close to its end is renewed before it is used. */
const MARGIN_MS = 30_000;
const HINT = `signed-in:${boot.face}`;

/**
 * The sign-in of this face. The access token lives in memory only; the refresh token is an HttpOnly cookie that no script can read.
 */
class Session {
  private state: SessionState = { status: localStorage.getItem(HINT) ? 'unknown' : 'anonymous' };
  private token: { value: string; expiresAtMs: number } | undefined;
  /** Who is signed in on this page. */
  private subject: string | undefined;
  private refreshing: Promise<boolean> | undefined;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): SessionState => this.state;

  /** Resolves when it is known whether somebody is signed in. */
  async ready(): Promise<SessionState> {
    if (this.state.status === 'unknown') await this.refresh().catch(() => undefined);
    return this.state;
  }

  /** A token that is still good, or undefined when nobody is signed in. @throws ApiProblem `offline` */
  async bearer(): Promise<string | undefined> {
    if (this.state.status === 'anonymous') return undefined;
    if (this.token && this.token.expiresAtMs - Date.now() > MARGIN_MS) return this.token.value;
    return (await this.refresh()) ? this.token?.value : undefined;
  }

  accept(tokens: Tokens): void {
    this.subject = subjectOf(tokens.accessToken);
    this.token = { value: tokens.accessToken, expiresAtMs: Date.now() + tokens.expiresInSeconds * 1000 };
    localStorage.setItem(HINT, '1');
    this.set('signed_in');
  }

  drop(): void {
    this.token = undefined;
    this.subject = undefined;
    localStorage.removeItem(HINT);
    this.set('anonymous');
  }

  /** True when there is a fresh token; all callers share one request. @throws ApiProblem `offline` when no answer came */
  refresh(): Promise<boolean> {
    this.refreshing ??= this.ask().finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  private async ask(): Promise<boolean> {
    const response = await fetch('/v1/auth/refresh', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ face: boot.face }),
    }).catch(() => {
      throw offline();
    });
    if (response.ok) {
      const tokens = (await response.json()) as Tokens;
      // Another tab has signed in somebody else, whose cookie this is: what this page shows and does is not theirs.
      if (this.subject !== undefined && this.subject !== subjectOf(tokens.accessToken)) {
        location.reload();
        return new Promise(() => undefined);
      }
      this.accept(tokens);
      return true;
    }
    // Only the service's own word ends a session; a gateway that is down does not.
    if (response.status === 401 || response.status === 403 || response.status === 422) {
      this.drop();
      return false;
    }
    throw problemOf(await response.json().catch(() => null), response);
  }

  private set(status: SessionState['status']): void {
    if (this.state.status === status) return;
    this.state = { status };
    for (const listener of this.listeners) listener();
  }
}

/** The person of an access token; the service alone judges whether it is good. */
const subjectOf = (token: string): string | undefined => {
  const part = token.split('.')[1] ?? '';
  return (JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/'))) as { sub?: string }).sub;
};

export const session = new Session();

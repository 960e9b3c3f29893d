import { randomUUID } from 'node:crypto';
import { until } from '../processes.ts';
import type { Reaper } from '../reaper.ts';
import type { Stack } from '../stack.ts';
import type { Api } from './api.ts';
import type { LiveScreen } from './live.ts';
import { Difference, type Screen } from './screen.ts';
import type { SignedIn } from './wire.ts';

/** Somebody who is signed in. */
export interface Person {
  id: string;
  token: string;
  name: string;
}

/** A person with an open screen. */
export interface Watcher extends Person {
  live: LiveScreen;
}

/** What every step of the demo needs. */
export interface World {
  stack: Stack;
  api: Api;
  /** Address of the sandbox's control API. */
  control: string;
  reaper: Reaper;
  screen: Screen;
  /** For the receipt and its tampered copy. */
  dir: string;
}

export const freshKey = (): string => `demo-${randomUUID()}`;

export async function signIn({ api, stack }: World, role: string, email?: string): Promise<Person> {
  const login = stack.seed.logins.find(
    (one) => one.host === api.host && one.role === role && (email === undefined || one.email === email),
  );
  if (!login) throw new Error(`the seed has no ${role} on ${api.host}`);
  const body = { email: login.email, password: login.password };
  return asPerson(await api.post<SignedIn>('/v1/auth/sign-in', { body }));
}

export const asPerson = ({ accessToken, person }: SignedIn): Person => ({
  id: person.id,
  token: accessToken,
  name: person.displayName,
});

/** Asks the sandbox, which is not part of the platform: to pay, or what it has received. */
export async function control<T>(
  { control: base }: World,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<T> {
  const response = await fetch(`${base}/_control/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!response.ok) throw new Error(`sandbox ${path}: HTTP ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Waits for something that others bring about. @throws Difference when it does not come. */
export async function expectSoon(
  what: string,
  seconds: number,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  if (!(await until(condition, seconds * 1000, 50))) throw new Difference(`${what}: not within ${seconds} s`);
}

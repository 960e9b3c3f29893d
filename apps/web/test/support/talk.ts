import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Order } from '../../../../scripts/demo/participant.ts';
import type { Call, SignedIn, TopUp } from '../../../../scripts/demo/wire.ts';
import { until } from '../../../../scripts/processes.ts';
import { PASSWORD, type World } from './world.ts';

const PARTICIPANT = path.resolve(import.meta.dirname, '../../../../scripts/demo/participant.ts');
const CARD = '4242424242424242';

export type Host = 'aurora' | 'zenith' | 'ops';

export async function tokenOf(world: World, host: Host, email: string, password = PASSWORD): Promise<string> {
  return (await world.api(host).post<SignedIn>('/v1/auth/sign-in', { body: { email, password } })).accessToken;
}

/** What the site asks people of the seed before they may pay, said by the API. */
export async function agree(world: World, token: string): Promise<void> {
  const consents = ['terms', 'privacy'].map((kind) => ({ kind, version: 1, locale: 'en', granted: true }));
  await world.api('aurora').post('/v1/me/consents', { token, body: { consents } });
}

/** Money for a caller of aurora, by the hosted page, without a browser. */
export async function fund(world: World, token: string, amountMinor: number): Promise<void> {
  const api = world.api('aurora');
  const body = { amountMinor, method: 'checkout' };
  const topUp = await api.post<TopUp>('/v1/top-ups', { token, key: randomUUID(), body });
  const session = /\/(cs_[^/?#]+)/.exec(topUp.checkoutUrl ?? '')?.[1];
  const paid = await fetch(`${world.stack.urls.stripe}/_control/checkout/${session}/pay`, {
    method: 'POST',
    body: JSON.stringify({ card: CARD }),
    headers: { 'content-type': 'application/json' },
  });
  if (!paid.ok) throw new Error(`the sandbox did not pay: ${await paid.text()}`);
  const isCredited = async (): Promise<boolean> =>
    (await api.get<TopUp>(`/v1/top-ups/${topUp.id}`, token)).status === 'credited';
  if (!(await until(isCredited, 20_000, 100))) throw new Error('the top-up was not credited');
}

export interface Talk {
  readonly id: string;
  show(): Promise<Call>;
  /** The caller hangs up; resolves with the call once it is settled. */
  hangUp(): Promise<Call>;
  /** Ends the two participants, whatever becomes of the call. */
  stop(): void;
}

/** A call that runs, between two people of aurora who sit at no browser. */
export async function talk(world: World, caller: string, advisor: string, name: string): Promise<Talk> {
  const api = world.api('aurora');
  const { data } = await api.get<{ data: { id: string; displayName: string }[] }>('/v1/advisors');
  const advisorId = data.find(({ displayName }) => displayName === name)?.id;
  const wish = { advisorId, medium: 'voice' };
  const { id } = await api.post<Call>('/v1/calls', { token: caller, key: randomUUID(), body: wish });
  await api.post(`/v1/calls/${id}/accept`, { token: advisor, body: {} });
  const sides = [caller, advisor].map((token): ChildProcess => {
    const side = fork(PARTICIPANT, { execArgv: ['--no-warnings'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const media = world.stack.media.kind;
    const order: Order = { media, host: api.host, port: api.port, token, callId: id, playHertz: 440, hearHertz: 440 };
    side.send(order);
    return side;
  });
  const stop = (): void => sides.forEach((side) => side.connected && side.disconnect());
  const show = (): Promise<Call> => api.get<Call>(`/v1/calls/${id}`, caller);
  if (!(await until(async () => (await show()).meter?.running === true, 30_000, 200))) {
    stop();
    throw new Error(`the call does not run: ${JSON.stringify(await show())}`);
  }
  return {
    id,
    show,
    stop,
    hangUp: async () => {
      await api.post(`/v1/calls/${id}/end`, { token: caller, body: {} });
      await until(async () => (await show()).priceMinor !== null, 20_000, 200);
      stop();
      return show();
    },
  };
}

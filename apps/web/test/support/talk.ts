import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Order } from '../../../../scripts/demo/participant.ts';
import type { Call } from '../../../../scripts/demo/wire.ts';
import { until } from '../../../../scripts/processes.ts';
import type { World } from './world.ts';

const PARTICIPANT = path.resolve(import.meta.dirname, '../../../../scripts/demo/participant.ts');

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

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { sleep } from '../processes.ts';
import { root } from '../stack-environment.ts';
import type { Entry } from './journal.ts';
import { vanished, type Actor } from './operations.ts';

interface Participant {
  leave(): Promise<void>;
  kill(): void;
}

interface CallView {
  status: string;
  endReason: string | null;
  priceMinor: number | null;
  billedSeconds: number | null;
}

const CONNECT_WITHIN_MS = 15_000;

const { joinSimulated } = (await import(
  pathToFileURL(path.join(root, 'dist/apps/sandbox/src/livekit/sim-participant.js')).href
)) as { joinSimulated: (url: string, token: string) => Promise<Participant> };

/**
 * Carries a ringing call through: accept, both join the media server, some seconds, hang up, settled by the worker. A step that is
 * refused ends the call; what it ended with is the answer.
 */
export async function callThrough(actor: Actor, callId: string): Promise<Partial<Entry>> {
  const { client, home, random } = actor;
  const { owner, advisor } = home;
  const talkMs = random.int(1_500, 4_000);
  const post = (step: string, as = owner) =>
    client.ask({ method: 'POST', path: `/v1/calls/${callId}/${step}`, as, body: {} }, random);
  const show = async (): Promise<CallView | undefined> => {
    const { status, text } = await client.ask({ method: 'GET', path: `/v1/calls/${callId}`, as: owner }, random);
    return status === 200 ? (JSON.parse(text) as CallView) : undefined;
  };
  const people: Participant[] = [];
  let presentFrom: number | undefined;
  try {
    if ((await post('accept', advisor.identity)).status === 200) {
      for (const identity of [owner, advisor.identity]) {
        const ticket = await post('join', identity);
        if (ticket.status !== 200) break;
        const { url, token } = JSON.parse(ticket.text) as { url: string; token: string };
        presentFrom = Date.now();
        const joined = await joinSimulated(url, token).catch(() => undefined);
        if (joined) people.push(joined);
      }
      const connectBy = Date.now() + CONNECT_WITHIN_MS;
      while (people.length === 2 && Date.now() < connectBy && (await show())?.status !== 'in_progress')
        await sleep(250);
      await sleep(talkMs);
    }
    await post('end');
    const presentSeconds = presentFrom === undefined ? 0 : (Date.now() - presentFrom) / 1000;
    await Promise.all(people.map((one) => one.leave().catch(() => undefined)));
    for (;;) {
      const view = await show();
      if (!view) return vanished(actor, callId);
      const { status, endReason, priceMinor, billedSeconds } = view;
      if (status === 'ended')
        return { endReason: endReason!, priceMinor: priceMinor!, billedSeconds: billedSeconds!, presentSeconds };
      if (Date.now() > client.deadline) return { state: 'unanswered', note: `still ${status} at the deadline` };
      await sleep(300);
    }
  } finally {
    for (const one of people) one.kill();
  }
}

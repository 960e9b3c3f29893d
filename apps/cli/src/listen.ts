import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from '@app/sdk';
import { forward, newSecret } from './forward.js';
import { EXIT, type Io, painted } from './io.js';
import { noEvent } from './trigger.js';

export interface ListenOptions {
  readonly forwardTo: string | undefined;
  readonly type: string | undefined;
  /** The event after which to begin. */
  readonly after: string | undefined;
  readonly secret: string | undefined;
  /** Ends after so many events. */
  readonly count: number | undefined;
  readonly json: boolean;
  readonly everyMs: number;
}

/** Prints what happens from now on, and forwards it as the platform would send it. Runs until it is stopped. */
export async function listen(io: Io, platform: Platform, options: ListenOptions): Promise<number> {
  const secret = options.secret ?? newSecret();
  if (options.type !== undefined) await requireType(platform, options.type);
  const newest = options.after === undefined ? (await platform.events.list({ limit: 1 })).data[0] : undefined;
  let after = options.after ?? newest?.id;
  if (options.forwardTo !== undefined) io.err(`Forwarding to ${options.forwardTo}, signed with ${secret}`);
  else io.err('Listening. With --forward-to URL each event is sent on.');
  let seen = 0;
  while (!io.signal.aborted) {
    const query = { order: 'oldest' as const, limit: 100, ...(after === undefined ? {} : { after }) };
    for await (const event of platform.events.list(
      { ...query, ...(options.type === undefined ? {} : { type: options.type }) },
      { signal: io.signal },
    )) {
      const outcome =
        options.forwardTo === undefined
          ? undefined
          : await forward(options.forwardTo, secret, { ...event, sequence: null });
      report(io, options.json, event, outcome);
      after = event.id;
      seen += 1;
      if (seen === options.count) return EXIT.ok;
    }
    await sleep(options.everyMs, undefined, { signal: io.signal }).catch(() => undefined);
  }
  return EXIT.ok;
}

/** A type that is misspelt never comes, and nothing would say so. */
async function requireType(platform: Platform, type: string): Promise<void> {
  const { data: types } = await platform.events.types();
  const isKnown = (one: string): boolean => one === type || (type.endsWith('.*') && one.startsWith(type.slice(0, -1)));
  if (!types.some((one) => isKnown(one.type))) throw noEvent(type, types);
}

function report(
  io: Io,
  json: boolean,
  event: { id: string; type: string; timestamp: string; subject: string },
  outcome: { status: number } | { fault: string } | undefined,
): void {
  if (json) {
    io.out(JSON.stringify({ ...event, ...(outcome ? { forwarded: outcome } : {}) }));
    return;
  }
  const line = `${event.timestamp}  ${event.type.padEnd(28)} ${event.subject}`;
  if (outcome === undefined) io.out(line);
  else if ('fault' in outcome) io.out(`${line}  ${painted(io, 'red', `not taken: ${outcome.fault}`)}`);
  else io.out(`${line}  ${painted(io, outcome.status < 300 ? 'green' : 'red', String(outcome.status))}`);
}

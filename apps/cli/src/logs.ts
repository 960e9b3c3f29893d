import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform, components } from '@app/sdk';
import { EXIT, type Io, painted } from './io.js';

type Access = components['schemas']['ApiAccessView'];

const FIRST = 20;

/** The last requests with keys of this licensee, and, with `follow`, those that come. */
export async function tailLogs(
  io: Io,
  platform: Platform,
  options: { outcome: 'ok' | 'refused' | 'failed' | undefined; follow: boolean; json: boolean; everyMs: number },
): Promise<number> {
  const query = options.outcome === undefined ? {} : { outcome: options.outcome };
  const seen = new Set<string>();
  let from: string | undefined;
  do {
    const fresh: Access[] = [];
    // Newest first; the time is to the millisecond, so the last one comes again and is known.
    for await (const one of platform.apiKeys.access(
      { ...query, limit: from === undefined ? FIRST : 100, ...(from === undefined ? {} : { from }) },
      { signal: io.signal },
    )) {
      if (!seen.has(one.requestId)) fresh.push(one);
      if (from === undefined && fresh.length >= FIRST) break;
    }
    for (const one of fresh.reverse()) {
      seen.add(one.requestId);
      from = one.at;
      io.out(options.json ? JSON.stringify(one) : lineOf(io, one));
    }
    if (!options.follow) return EXIT.ok;
    from ??= new Date().toISOString();
    await sleep(options.everyMs, undefined, { signal: io.signal }).catch(() => undefined);
  } while (!io.signal.aborted);
  return EXIT.ok;
}

function lineOf(io: Io, { at, method, route, status, durationMs, keyName, requestId }: Access): string {
  const color = status < 400 ? 'green' : status < 500 ? 'yellow' : 'red';
  return `${at}  ${painted(io, color, String(status))}  ${method.padEnd(6)} ${route}  ${durationMs} ms  ${keyName}  ${painted(io, 'dim', requestId)}`;
}

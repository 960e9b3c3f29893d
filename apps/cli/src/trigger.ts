import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from '@app/sdk';
import { forward, newSecret } from './forward.js';
import { EXIT, type Io, UsageError } from './io.js';

/** Sends the example of a type to a program of yours, as the platform would send it. */
export async function trigger(
  io: Io,
  platform: Platform,
  {
    type,
    forwardTo,
    secret = newSecret(),
    json,
  }: { type: string; forwardTo: string; secret?: string | undefined; json: boolean },
): Promise<number> {
  const { data: types } = await platform.events.types();
  const known = types.find((one) => one.type === type);
  if (!known) throw noEvent(type, types);
  const id = `evt_${Buffer.from(crypto.getRandomValues(new Uint8Array(13))).toString('hex')}`;
  const ids = Object.values(known.example).find((value): value is string => typeof value === 'string');
  const timestamp = new Date().toISOString();
  io.err(`Signed with ${secret}`);
  const message = { id, type, timestamp, subject: ids ?? id, sequence: null, data: known.example };
  const outcome = await forward(forwardTo, secret, message);
  if (json) io.out(JSON.stringify({ id, type, ...outcome }));
  else
    io.out('fault' in outcome ? `${type} was not taken: ${outcome.fault}` : `${type} was answered ${outcome.status}`);
  return 'status' in outcome && outcome.status >= 200 && outcome.status < 300 ? EXIT.ok : EXIT.failed;
}

/** Of a type that nothing is of, with those that may have been meant. */
export function noEvent(type: string, types: readonly { readonly type: string }[]): UsageError {
  const near = types.map((one) => one.type).filter((one) => one.startsWith(type.split('.')[0]!));
  return new UsageError(`There is no event ${type}.${near.length > 0 ? ` There are ${near.join(', ')}.` : ''}`);
}

/** How often is asked how it went. An example is tried once. */
const MOST_LOOKS = 60;

/** Has the platform send the example of a type to an endpoint of yours, over the way that every event takes. */
export async function sendExample(
  io: Io,
  platform: Platform,
  { type, endpointId, json, everyMs }: { type: string; endpointId: string; json: boolean; everyMs: number },
): Promise<number> {
  let delivery = await platform.webhookEndpoints.sendExample(endpointId, { type });
  for (let looks = 0; looks < MOST_LOOKS && delivery.finishedAt === null; looks++) {
    await sleep(everyMs, undefined, { signal: io.signal });
    delivery = await platform.webhookDeliveries.show(delivery.id);
  }
  const { id, status, lastStatusCode, lastFailure } = delivery;
  if (json) io.out(JSON.stringify({ id, type, endpointId, status, lastStatusCode, lastFailure }));
  else if (status === 'delivered') io.out(`${type} was answered ${lastStatusCode}`);
  else if (status === 'failed') io.out(`${type} was not taken: ${lastStatusCode ?? lastFailure}  ${id}`);
  else io.out(`${type} is still on its way  ${id}`);
  return status === 'delivered' ? EXIT.ok : EXIT.failed;
}

import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What one variant did in one round. */
export interface Round {
  readonly perSecond: number;
  /** Milliseconds, sorted. */
  readonly latencies: readonly number[];
  /** CPU of the database server per operation, in microseconds; undefined where the system does not tell. */
  readonly serverCpuUs: number | undefined;
}

export interface Variant {
  readonly name: string;
  readonly clients: number;
  /** Before the clock starts: fresh holds, for instance. */
  prepare?(): Promise<void>;
  operation(client: number): Promise<void>;
}

/** Runs `clients` closed loops: each starts its next operation when the last one is done. */
export async function run(variant: Variant, seconds: number, serverPid?: number): Promise<Round> {
  await variant.prepare?.();
  const state = { counting: false, ended: false };
  const latencies: number[] = [];
  const loop = async (client: number): Promise<void> => {
    while (!state.ended) {
      const began = performance.now();
      await variant.operation(client);
      if (state.counting && !state.ended) latencies.push(performance.now() - began);
    }
  };
  const loops = Array.from({ length: variant.clients }, (_, client) => loop(client));
  // A refused operation ends the whole measurement, not just one loop.
  const failed = Promise.all(loops).then(() => undefined);
  await Promise.race([sleep(Math.min(500, seconds * 200)), failed]); // plans, connections and caches
  const cpu = serverPid === undefined ? undefined : serverCpuMs(serverPid);
  const began = performance.now();
  state.counting = true;
  await Promise.race([sleep(seconds * 1000), failed]);
  const elapsed = performance.now() - began;
  state.ended = true;
  const used = cpu === undefined ? undefined : serverCpuMs(serverPid!)! - cpu;
  await failed;
  const done = latencies.length;
  return {
    perSecond: (done * 1000) / elapsed,
    latencies: latencies.sort((a, b) => a - b),
    serverCpuUs: used === undefined || done === 0 ? undefined : (used * 1000) / done,
  };
}

/** Every variant in each round, one after the other, so that a slower minute of the machine meets all of them; the order turns with each round. */
export async function alternate(
  variants: readonly Variant[],
  { rounds, seconds, serverPid }: { rounds: number; seconds: number; serverPid?: number },
  say: (line: string) => void,
): Promise<Map<string, Round[]>> {
  const results = new Map<string, Round[]>(variants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < variants.length; index++) {
      const variant = variants[(index + round) % variants.length]!;
      const result = await run(variant, seconds, serverPid);
      results.get(variant.name)!.push(result);
      say(
        `round ${round + 1}/${rounds}  ${variant.name.padEnd(34)} ${Math.round(result.perSecond).toString().padStart(6)}/s`,
      );
    }
  }
  return results;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Median over the rounds of a quotient: both sides of each quotient were measured in the same round. */
export const ratio = (above: readonly number[], below: readonly number[]): number =>
  median(above.map((value, index) => value / below[index]!));

export const perSecond = (rounds: readonly Round[]): number[] => rounds.map((round) => round.perSecond);

export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** User and system time of the server and all its processes, in milliseconds (Linux only). */
export function serverCpuMs(postmaster: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  let ticks = 0;
  for (const entry of fs.readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = fs.readFileSync(`/proc/${entry}/stat`, 'utf8');
      // The second field is the name in brackets and may hold blanks; the fields after it are counted from its end.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (entry !== String(postmaster) && fields[1] !== String(postmaster)) continue;
      // Of the postmaster also what its ended children used: a connection that is closed in between must not be forgotten.
      for (const field of entry === String(postmaster) ? [11, 12, 13, 14] : [11, 12])
        ticks += Number.parseInt(fields[field]!, 10);
    } catch {
      // The process ended between the two reads.
    }
  }
  return ticks * 10; // USER_HZ is 100 on every Linux
}

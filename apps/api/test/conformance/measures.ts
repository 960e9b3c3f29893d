import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const SLOW_MS = 2_000;
const MB = 1_048_576;

/** What is still reachable after a full collection. RSS is no measure of that: V8 keeps the pages of garbage while the machine has room. */
export class LiveHeap {
  private readonly mb: number[] = [];
  private collect: (() => void) | undefined;

  take(): void {
    setFlagsFromString('--expose-gc');
    this.collect ??= runInNewContext('gc') as () => void;
    this.collect();
    this.mb.push(Math.round(process.memoryUsage().heapUsed / MB));
  }

  report(): readonly number[] {
    return this.mb;
  }
}

/** How long answers took and what the process grew to: told by the long form alone, because time is no matter of a specification. */
export class Measures {
  private readonly taken: { readonly what: string; readonly ms: number; readonly rssMb: number }[] = [];

  take(what: string, ms: number): void {
    this.taken.push({ what, ms, rssMb: process.memoryUsage.rss() / MB });
  }

  report() {
    const times = this.taken.map(({ ms }) => ms).sort((a, b) => a - b);
    const at = (share: number): number => Math.round(times[Math.floor(share * (times.length - 1))] ?? 0);
    const rss = (share: number): number => {
      const middle = Math.floor(share * this.taken.length);
      const around = this.taken.slice(Math.max(0, middle - 50), middle + 50).map(({ rssMb }) => rssMb);
      return Math.round(around.reduce((sum, mb) => sum + mb, 0) / Math.max(1, around.length));
    };
    return {
      requests: times.length,
      medianMs: at(0.5),
      p99Ms: at(0.99),
      mostMs: at(1),
      slow: this.taken.filter(({ ms }) => ms > SLOW_MS).map(({ what, ms }) => `${what}: ${Math.round(ms)} ms`),
      rssMb: [0, 0.25, 0.5, 0.75, 1].map(rss),
    };
  }
}

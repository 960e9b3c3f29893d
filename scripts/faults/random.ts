import { createHash } from 'node:crypto';

/** Random numbers that a seed repeats (sfc32). Every client has its own, so the plan does not depend on who was quicker. */
export class Random {
  private readonly state: Uint32Array;
  private readonly seed: string;

  constructor(seed: string) {
    this.seed = seed;
    const hash = createHash('sha256').update(seed).digest();
    this.state = Uint32Array.from([hash.readUInt32LE(0), hash.readUInt32LE(4), hash.readUInt32LE(8), 1]);
    for (let i = 0; i < 12; i++) this.next();
  }

  /** Another source, independent of how much was drawn from this one. */
  fork(name: string): Random {
    return new Random(`${this.seed}/${name}`);
  }

  /** From 0 to below 1. */
  next(): number {
    const s = this.state as Uint32Array & [number, number, number, number];
    const sum = (s[0] + s[1] + s[3]) >>> 0;
    s[3] += 1;
    s[0] = s[1] ^ (s[1] >>> 9);
    s[1] = s[2] + (s[2] << 3);
    s[2] = ((s[2] << 21) | (s[2] >>> 11)) + sum;
    return sum / 2 ** 32;
  }

  /** Whole number; both ends are possible. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!;
  }

  /** One of the names, each as likely as its weight says. */
  weighted<K extends string>(weights: Record<K, number>): K {
    const entries = Object.entries(weights) as [K, number][];
    let left = this.next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of entries) if ((left -= weight) < 0) return name;
    return entries.at(-1)![0];
  }
}

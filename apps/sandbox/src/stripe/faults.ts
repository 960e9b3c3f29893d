/** What can go wrong between us and Stripe. */
export type FaultKind =
  /** It happens, and nobody hears of it. The connection hangs for `delayMs` (default: until the client gives up). */
  | 'timeout_after_success'
  /** The connection is cut before anything happens. */
  | 'reset_before'
  /** 500, kept for the idempotency key. With `executed` the effect has happened all the same. */
  | 'stored_500'
  /** The answer comes `delayMs` late. */
  | 'delay'
  /** The key is said to be in use by another request. */
  | '409'
  /** Too many requests. */
  | '429'
  /** Not there for the moment; nothing happened, and nothing is kept for the key. */
  | '503';

export interface Fault {
  /** GET or POST; any when absent. */
  method?: string;
  /** Regular expression on the path; any when absent. */
  pathPattern?: string;
  kind: FaultKind;
  delayMs?: number;
  executed?: boolean;
  /** How many requests it hits (default 1). */
  times?: number;
}

const KINDS: readonly FaultKind[] = [
  'timeout_after_success',
  'reset_before',
  'stored_500',
  'delay',
  '409',
  '429',
  '503',
];

/** Faults that wait for their request. */
export class Faults {
  private waiting: { fault: Fault; pattern: RegExp; left: number }[] = [];

  /** @throws Error when the kind or the pattern is not understood */
  add(fault: Fault): void {
    if (!KINDS.includes(fault.kind)) throw new Error(`kind must be one of ${KINDS.join(', ')}`);
    this.waiting.push({ fault, pattern: new RegExp(fault.pathPattern ?? ''), left: fault.times ?? 1 });
  }

  clear(): void {
    this.waiting = [];
  }

  list(): (Fault & { left: number })[] {
    return this.waiting.map(({ fault, left }) => ({ ...fault, left }));
  }

  /** The fault for this request, if one waits; it is used up by this. */
  take(method: string, path: string): Fault | undefined {
    const hit = this.waiting.find(
      ({ fault, pattern }) => (!fault.method || fault.method.toUpperCase() === method) && pattern.test(path),
    );
    if (!hit) return undefined;
    hit.left -= 1;
    if (hit.left <= 0) this.waiting = this.waiting.filter((other) => other !== hit);
    return hit.fault;
  }
}

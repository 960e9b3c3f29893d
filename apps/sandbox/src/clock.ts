/** Sandbox time: real time plus an offset, so that expiry can be reached without waiting. */
export class SandboxClock {
  private offsetMs = 0;

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** Whole seconds since 1970, as Stripe writes them. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** Moves the sandbox forward; it never goes back, because ids and lists are ordered by time. */
  advance(seconds: number): void {
    if (!Number.isFinite(seconds) || seconds < 0) throw new Error('the sandbox clock only goes forward');
    this.offsetMs += seconds * 1000;
  }
}

/**
 * Where "now" comes from. Money and timers use the database's clock (`tx.now`), which is one for all replicas; this port only shifts it,
 * so that tests can travel. Production uses the plain class.
 */
export class Clock {
  /** Milliseconds added to the database's clock. */
  get offsetMs(): number {
    return 0;
  }

  /** Wall clock of this process, for what is not money: token expiry, logs. */
  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }
}

/** A clock that tests move by hand. */
export class ShiftedClock extends Clock {
  private shiftMs = 0;

  override get offsetMs(): number {
    return this.shiftMs;
  }

  advanceSeconds(seconds: number): void {
    this.shiftMs += seconds * 1000;
  }

  reset(): void {
    this.shiftMs = 0;
  }
}

export const addSeconds = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);

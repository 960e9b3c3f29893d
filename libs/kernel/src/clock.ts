/**
 * Where "now" comes from. Money and timers use the database's clock (`tx.now`), which is one for all replicas; this port only shifts it,
 * so that tests can travel. Production uses the plain class.
 */
export class Clock {
  /** Milliseconds added to the database's clock. */
  get offsetMs(): number {
    return 0;
  }

  /** What the database's time is here. */
  at(database: Date): Date {
    return new Date(database.getTime() + this.offsetMs);
  }

  /** Wall clock of this process, for what is not money: token expiry, logs. */
  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }
}

/** How much slower a held clock goes. It does not stand still: what comes later is later. */
const HELD = 100;

/** A clock that tests move by hand. */
export class ShiftedClock extends Clock {
  private shiftMs = 0;
  private heldAt: number | undefined;

  override get offsetMs(): number {
    return this.shiftMs - this.lost(Date.now());
  }

  override at(database: Date): Date {
    const time = database.getTime();
    return new Date(time + this.shiftMs - this.lost(time));
  }

  advanceSeconds(seconds: number): void {
    this.shiftMs += seconds * 1000;
  }

  /** From here a second is a second of {@link advanceSeconds}, however slow the machine is. */
  hold(): void {
    this.heldAt ??= Date.now();
  }

  /** Time goes by on its own again. */
  release(): void {
    this.shiftMs = this.offsetMs;
    this.heldAt = undefined;
  }

  reset(): void {
    this.shiftMs = 0;
    this.heldAt = undefined;
  }

  private lost(time: number): number {
    return this.heldAt === undefined ? 0 : Math.round(Math.max(0, time - this.heldAt) * (1 - 1 / HELD));
  }
}

export const addSeconds = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);

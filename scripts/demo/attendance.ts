/** A stretch of time in milliseconds since 1970; open while `to` is undefined. */
export interface Stay {
  from: number;
  to?: number;
}

/**
 * The demo's own account of who was really in the room, made without asking the platform: from what the children tell of
 * their connections, and from the moments at which this process froze or killed them.
 */
export class Attendance {
  readonly stays: Stay[] = [];

  enter(at: number): void {
    const last = this.stays.at(-1);
    if (last && last.to === undefined) return;
    this.stays.push({ from: at });
  }

  leave(at: number): void {
    const last = this.stays.at(-1);
    if (last && last.to === undefined) last.to = Math.max(at, last.from);
  }

  get isIn(): boolean {
    const last = this.stays.at(-1);
    return last !== undefined && last.to === undefined;
  }
}

/** The stretches in which both were there. */
export function together(one: Attendance, other: Attendance, now: number): Required<Stay>[] {
  const common: Required<Stay>[] = [];
  for (const a of one.stays) {
    for (const b of other.stays) {
      const from = Math.max(a.from, b.from);
      const to = Math.min(a.to ?? now, b.to ?? now);
      if (to > from) common.push({ from, to });
    }
  }
  return common.sort((a, b) => a.from - b.from);
}

/** In whole milliseconds. */
export const lengthOf = (stays: readonly Required<Stay>[]): number =>
  stays.reduce((sum, { from, to }) => sum + to - from, 0);

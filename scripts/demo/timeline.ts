import { money, type Screen } from './screen.ts';
import type { SideName } from './talker.ts';
import type { Watcher } from './world.ts';
import type { Call, Meter } from './wire.ts';

const EVERY_MS = 5_000;

/** A moment in which the platform stopped the meter because somebody was missing. */
export interface Wait {
  at: number;
  waitingFor: string;
  connectedSeconds: number;
  /** Connected seconds when the meter ran again; undefined when it did not. */
  resumedAt?: number;
}

/** Shows the meter as both open screens show it, and remembers when it stood still. */
export class Timeline {
  readonly waits: Wait[] = [];
  /** Ticks that came while the meter should have stood still. */
  strayTicks = 0;
  private readonly screen: Screen;
  private readonly last: { caller?: Meter; advisor?: Meter } = {};
  /** By the events of the side's own stream, which come in order. */
  private readonly running = { caller: false, advisor: false };
  private readonly timer: NodeJS.Timeout;

  constructor(screen: Screen, caller: Watcher, advisor: Watcher) {
    this.screen = screen;
    for (const [side, { live }] of [
      ['caller', caller],
      ['advisor', advisor],
    ] as const) {
      live.on(({ type, data }) => this.follow(side, type, data));
    }
    this.timer = setInterval(() => this.running.caller && this.show(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  show(): void {
    const { caller, advisor } = this.last;
    if (!caller || !advisor) return;
    const { currency } = caller;
    const cost = `caller pays ${money(caller.priceMinor, currency)}, ${caller.secondsLeft} s left`;
    const earning = `advisor earns ${money(advisor.earningMinor, currency)}`;
    this.screen.event(`meter ${String(caller.connectedSeconds).padStart(3)} s   ${cost}   ${earning}`);
  }

  private follow(side: SideName, type: string, data: unknown): void {
    if (type === 'call.meter') {
      this.last[side] = data as Meter;
      if (!this.running[side] && (data as Meter).running) this.strayTicks++;
    } else if (type === 'call.reconnecting' || type === 'call.in_progress' || type === 'call.ending') {
      this.running[side] = type === 'call.in_progress';
      this.last[side] = (data as Call).meter ?? this.last[side];
      if (side === 'caller') this.tell(type, data as Call);
    }
  }

  private tell(type: string, { meter, waitingFor }: Call): void {
    const connectedSeconds = meter?.connectedSeconds ?? 0;
    const wait = this.waits.at(-1);
    if (type === 'call.reconnecting') {
      this.waits.push({ at: Date.now(), waitingFor: waitingFor ?? 'unknown', connectedSeconds });
      this.screen.event(
        `PAUSE, ${plainCause(waitingFor)}: the meter is set back to the loss and stands at ${connectedSeconds} s`,
      );
    } else if (type === 'call.in_progress' && wait) {
      wait.resumedAt = connectedSeconds;
      this.screen.event(`RESUME: the meter runs on from ${connectedSeconds} s`);
    } else if (type === 'call.in_progress') {
      this.screen.event('START: both are connected, the meter runs');
    }
  }
}

/** The cause of a pause in a plain word, from the side that the platform says it waits for. */
export function plainCause(waitingFor: string | null): string {
  return waitingFor === 'caller' || waitingFor === 'advisor' || waitingFor === 'both'
    ? `network_${waitingFor}`
    : (waitingFor ?? 'unknown');
}

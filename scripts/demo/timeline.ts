import { money, type Screen } from './screen.ts';
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
  private isRunning = false;
  private readonly timer: NodeJS.Timeout;

  constructor(screen: Screen, caller: Watcher, advisor: Watcher) {
    this.screen = screen;
    for (const [side, { live }] of [
      ['caller', caller],
      ['advisor', advisor],
    ] as const) {
      live.on(({ type, data }) => {
        if (type === 'call.meter') {
          this.last[side] = data as Meter;
          if (!this.isRunning && (data as Meter).running) this.strayTicks++;
        } else if (type.startsWith('call.') && (data as Call).meter) this.last[side] = (data as Call).meter!;
        if (side === 'caller') this.follow(type, data as Call);
      });
    }
    this.timer = setInterval(() => this.isRunning && this.show('running'), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  show(state: string): void {
    const { caller, advisor } = this.last;
    if (!caller || !advisor) return;
    const { currency } = caller;
    const cost = `caller pays ${money(caller.priceMinor, currency)}, ${caller.secondsLeft} s left`;
    const earning = `advisor earns ${money(advisor.earningMinor, currency)}`;
    this.screen.event(
      `meter ${state.padEnd(8)} ${String(caller.connectedSeconds).padStart(3)} s   ${cost}   ${earning}`,
    );
  }

  private follow(type: string, call: Call): void {
    const connectedSeconds = call.meter?.connectedSeconds ?? 0;
    if (type === 'call.reconnecting') {
      this.isRunning = false;
      this.waits.push({ at: Date.now(), waitingFor: call.waitingFor ?? 'unknown', connectedSeconds });
      this.screen.event(
        `PAUSE: the platform waits for the ${call.waitingFor}; the meter stands at ${connectedSeconds} s`,
      );
    } else if (type === 'call.in_progress') {
      this.isRunning = true;
      const wait = this.waits.at(-1);
      if (wait) wait.resumedAt = connectedSeconds;
      this.screen.event(
        wait ? `RESUME: the meter runs on from ${connectedSeconds} s` : 'START: both are connected, the meter runs',
      );
    } else if (type === 'call.ending' || type === 'call.ended') {
      this.isRunning = false;
    }
  }
}

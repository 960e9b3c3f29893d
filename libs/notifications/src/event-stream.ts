import { type Observable as Source, Observable, Subscription, concatMap, interval, map, merge, of } from 'rxjs';
import type { MessageEvent } from '@nestjs/common';
import {
  CALL_STATUSES,
  type CallState,
  type CallStatus,
  type CallView,
  type MeterReading,
  type Side,
  readMeter,
} from '@app/calling';
import { type LiveMessage, newId } from '@app/kernel';

export const HEARTBEAT_MS = 15_000;
export const METER_MS = 1_000;

/** The call a person is in, as one side sees it. */
export interface LiveCall {
  readonly call: { readonly state: CallState };
  readonly side: Side;
  readonly view: CallView;
}

/** What one stream shows, and where it asks. */
export interface StreamSources {
  /** Public id of the person. */
  readonly personId: string;
  readonly messages: Source<LiveMessage>;
  /** The person's live call, from the database. */
  live(): Promise<LiveCall | undefined>;
  /** A call that is over, as the person may see it. */
  ended(callId: string): Promise<CallView>;
  /** The database's clock. */
  serverNow(): Promise<Date>;
  /** This process's clock. */
  localNow(): Date;
}

type Cause =
  | { readonly kind: 'open' }
  | { readonly kind: 'message'; readonly message: LiveMessage }
  | { readonly kind: 'heartbeat' };

/** States that a call never returns to. */
const ONE_WAY: readonly string[] = ['ringing', 'accepted', 'connecting'] satisfies CallStatus[];

/**
 * One person's events: first the present state, then every message in order, and each second the meter of a running call. Messages are hints; the call is read
 * again with each of them, and with each heartbeat, so that the meter also learns of more money and of a message that got lost.
 */
export function eventStream(sources: StreamSources): Observable<MessageEvent> {
  return new Observable((out) => {
    const meter = new RunningMeter(sources, (reading) => out.next(event('call.meter', reading)));
    const send = (view: CallView): void => {
      const last = meter.settled(view);
      if (last) out.next(event('call.meter', last));
      out.next(event(`call.${view.status}`, view));
    };
    /** The last call and status that was told. */
    let told: { readonly id: string; readonly status: string } | undefined;

    const open = async (): Promise<void> => {
      const serverTime = await meter.synchronise();
      const live = await sources.live();
      out.next(event('ready', { personId: sources.personId, serverTime: serverTime.toISOString() }));
      meter.follow(live);
      if (live) send((told = live.view));
    };
    const forward = async (message: LiveMessage): Promise<void> => {
      if (!message.type.startsWith('call.')) {
        out.next(event(message.type, message.data));
        return;
      }
      meter.follow(await sources.live());
      const view = message.data as unknown as CallView;
      if (message.type !== `call.${view.status}`) {
        out.next(event(message.type, message.data));
      } else if (!isBehind(view, told)) {
        send((told = view));
      }
    };
    const heartbeat = async (): Promise<void> => {
      out.next({ comment: 'alive' });
      if (told === undefined || told.status === 'ended') return;
      const live = await sources.live();
      const view = live?.view.id === told.id ? live.view : await sources.ended(told.id);
      meter.follow(live);
      if (view.status !== told.status) send((told = view));
      if (live && live.view.id !== told.id) send((told = live.view));
    };

    const causes = merge(
      of<Cause>({ kind: 'open' }),
      sources.messages.pipe(map((message): Cause => ({ kind: 'message', message }))),
      interval(HEARTBEAT_MS).pipe(map((): Cause => ({ kind: 'heartbeat' }))),
    );
    const work = causes
      .pipe(
        concatMap((cause) =>
          cause.kind === 'open' ? open() : cause.kind === 'message' ? forward(cause.message) : heartbeat(),
        ),
      )
      .subscribe({ error: (error) => out.error(error) });
    return () => {
      work.unsubscribe();
      meter.stop();
    };
  });
}

/** A message that was under way while the newer state was read already. */
function isBehind(view: { id: string; status: string }, told: { id: string; status: string } | undefined): boolean {
  const rank = (status: string): number => (CALL_STATUSES as readonly string[]).indexOf(status);
  return told?.id === view.id && ONE_WAY.includes(view.status) && rank(view.status) <= rank(told.status);
}

const event = (type: string, data: object): MessageEvent => ({ id: newId(), type, data });

/** Ticks while the call is running; nothing is asked for a tick, the state and the server's clock are known. */
class RunningMeter {
  private known?: LiveCall;
  private ticking?: Subscription;
  private offsetMs = 0;

  constructor(
    private readonly sources: StreamSources,
    private readonly show: (reading: MeterReading) => void,
  ) {}

  /** Measures how far the database's clock is from this process's. @returns the database's time. */
  async synchronise(): Promise<Date> {
    const before = this.sources.localNow().getTime();
    const server = await this.sources.serverNow();
    const after = this.sources.localNow().getTime();
    this.offsetMs = server.getTime() - Math.round((before + after) / 2);
    return server;
  }

  follow(live: LiveCall | undefined): void {
    if (live) this.known = live;
    if (live?.call.state.status === 'in_progress') this.ticking ??= interval(METER_MS).subscribe(() => this.tick());
    else this.stop();
  }

  /** The last reading of a call that is settled now: the figures of its receipt [E17]. */
  settled(view: CallView): MeterReading | undefined {
    const known = this.known;
    if (
      view.status !== 'ended' ||
      known?.view.id !== view.id ||
      known.call.state.startedAt === null ||
      view.endedAt === null
    )
      return undefined;
    this.known = undefined;
    return {
      ...readMeter(known.call.state, known.side, new Date(view.endedAt)),
      running: false,
      chargedSeconds: view.billedSeconds ?? 0,
      priceMinor: view.priceMinor,
      earningMinor: view.earningMinor,
    };
  }

  stop(): void {
    this.ticking?.unsubscribe();
    this.ticking = undefined;
  }

  private tick(): void {
    if (this.known)
      this.show(
        readMeter(this.known.call.state, this.known.side, new Date(this.sources.localNow().getTime() + this.offsetMs)),
      );
  }
}

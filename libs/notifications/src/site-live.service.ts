import { Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import { Observable, Subject, filter, interval, map, merge, of, takeUntil, timer } from 'rxjs';
import { type Context, Db, Live, RateLimited, Unavailable, gauges, newId } from '@app/kernel';
import { HEARTBEAT_MS } from './event-stream.js';
import { StreamSlots } from './stream-slots.js';

/** Enough for an office behind one address. */
const MAX_PER_ADDRESS = 20;
const MAX_PER_PROCESS = 5_000;
const RETRY_SECONDS = 30;
/** A client that stays comes back once an hour, perhaps to another replica. */
const MAX_LIFE_MS = 3_600_000;

/** What visitors may hear. Whatever else is announced one day stays inside until it is listed here. */
const PUBLIC_TYPES: readonly string[] = ['advisor.status', 'site.changed', 'site.open_changed', 'site.switched'];

/** Live events of a licensee's site for anybody who looks at it: which advisors can be called, and that the site looks different now. Nothing of people. */
@Injectable()
export class SiteLiveService implements OnModuleDestroy {
  private readonly slots = new StreamSlots(MAX_PER_ADDRESS, MAX_PER_PROCESS);
  private readonly stopped = new Subject<void>();
  private closed = false;

  constructor(
    private readonly db: Db,
    private readonly live: Live,
  ) {}

  onModuleDestroy(): void {
    this.closed = true;
    this.stopped.next();
  }

  /**
   * Announcements of the licensee from now on, until the process stops or an hour is over.
   * @throws RateLimited when this address has too many streams here, Unavailable when the process has.
   */
  async connect({ licenseeId }: Context, address: string): Promise<Observable<MessageEvent>> {
    if (this.slots.isFullFor(address)) throw new RateLimited(RETRY_SECONDS);
    if (this.slots.isFull || this.closed) throw new Unavailable();
    const serverTime = (await this.db.now()).toISOString();
    const events = merge(
      of(event('ready', { serverTime })),
      this.live.announcements(licenseeId).pipe(
        filter(({ type }) => PUBLIC_TYPES.includes(type)),
        map(({ type, data }) => event(type, data)),
      ),
      interval(HEARTBEAT_MS).pipe(map((): MessageEvent => ({ comment: 'alive' }))),
    ).pipe(takeUntil(merge(this.stopped, timer(MAX_LIFE_MS))));
    // The slot is taken where it is given back: a client that is gone before this never holds one.
    return new Observable((out) => {
      if (this.closed || this.slots.isFullFor(address) || this.slots.isFull) {
        out.complete();
        return undefined;
      }
      const giveBack = this.slots.take(address);
      gauges.liveStreams.inc();
      out.add(() => {
        gauges.liveStreams.dec();
        giveBack();
      });
      return events.subscribe(out);
    });
  }
}

const event = (type: string, data: object): MessageEvent => ({ id: newId(), type, data });

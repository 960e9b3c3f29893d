import { Injectable, type MessageEvent, type OnModuleDestroy } from '@nestjs/common';
import { Observable } from 'rxjs';
import { Clock, type Context, Db, Live, gauges, log, personOf, publicId, parseId, systemContext } from '@app/kernel';
import { CallsService } from '@app/calling';
import { eventStream } from './event-stream.js';
import { standingSessions } from './live.queries.js';

const MAX_PER_PERSON = 5;
const SESSION_CHECK_MS = 5_000;

interface OpenStream {
  readonly licenseeId: string;
  readonly personId: string;
  readonly sessionId: string;
  end(): void;
}

/** The open event streams of this process. They hold no state that another replica would need: a client that comes back elsewhere gets the present state there. */
@Injectable()
export class LiveService implements OnModuleDestroy {
  /** Oldest first. */
  private readonly open = new Set<OpenStream>();
  private checking?: NodeJS.Timeout;
  private closed = false;

  constructor(
    private readonly db: Db,
    private readonly live: Live,
    private readonly calls: CallsService,
    private readonly clock: Clock,
  ) {}

  onModuleDestroy(): void {
    this.closed = true;
    for (const stream of [...this.open]) stream.end();
  }

  /**
   * The person's events until the access token ends, the session is revoked, or the process stops; the client then connects again. A sixth stream of one person
   * closes the oldest.
   */
  connect(ctx: Context, until: Date): Observable<MessageEvent> {
    const { personId, sessionId } = personOf(ctx);
    const { licenseeId } = ctx;
    return new Observable((out) => {
      const life = Math.max(0, until.getTime() - Date.now());
      const stream: OpenStream = { licenseeId, personId, sessionId, end: () => out.complete() };
      const expiry = setTimeout(() => stream.end(), life);
      out.add(() => {
        clearTimeout(expiry);
        this.remove(stream);
      });
      this.admit(stream);
      if (this.closed) {
        stream.end();
        return undefined;
      }
      return eventStream({
        personId: publicId('person', personId),
        messages: this.live.messagesFor(licenseeId, personId),
        live: () => this.calls.liveOf(ctx),
        ended: (callId) => this.calls.show(ctx, parseId('call', callId)!),
        serverNow: () => this.db.now(),
        localNow: () => this.clock.now(),
      }).subscribe({
        next: (event) => out.next(event),
        error: (error: unknown) => {
          // Nothing is lost by ending: the client reconnects and gets the present state.
          log.warn({ err: error, requestId: ctx.requestId }, 'an event stream broke off');
          out.complete();
        },
      });
    });
  }

  private admit(stream: OpenStream): void {
    const own = [...this.open].filter(
      (other) => other.licenseeId === stream.licenseeId && other.personId === stream.personId,
    );
    for (const old of own.slice(0, Math.max(0, own.length - MAX_PER_PERSON + 1))) old.end();
    this.open.add(stream);
    gauges.liveStreams.inc();
    this.checking ??= setInterval(() => void this.endRevoked(), SESSION_CHECK_MS).unref();
  }

  private remove(stream: OpenStream): void {
    if (!this.open.delete(stream)) return;
    gauges.liveStreams.dec();
    if (this.open.size > 0) return;
    clearInterval(this.checking);
    this.checking = undefined;
  }

  /** One question per licensee for all its streams. When the database does not answer they stay: the token ends them within minutes. */
  private async endRevoked(): Promise<void> {
    const byLicensee = Map.groupBy(this.open, (stream) => stream.licenseeId);
    for (const [licenseeId, streams] of byLicensee) {
      try {
        const sessionIds = [...new Set(streams.map((stream) => stream.sessionId))];
        const standing = await this.db.read(systemContext(licenseeId, 'live'), (tx) =>
          standingSessions(tx, sessionIds),
        );
        for (const stream of streams) if (!standing.has(stream.sessionId)) stream.end();
      } catch (error) {
        log.warn({ err: error, licenseeId }, 'sessions of event streams cannot be checked now');
      }
    }
  }
}

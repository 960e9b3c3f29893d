import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import pg from 'pg';
import { type Observable, Subject, filter } from 'rxjs';
import { CONFIG, type Config } from './config.js';
import { type Tx, rowsOf } from './db.js';
import { log } from './log.js';

/** A message to people who are connected now. Who is not connected reads the state instead: live messages are hints, never the record. */
export interface LiveMessage {
  readonly licenseeId: string;
  /** Empty = everybody who looks at the site of this licensee, signed in or not. */
  readonly personIds: readonly string[];
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const CHANNEL = 'live';
const RECONNECT_MS = 500;
/** Postgres refuses a notification of 8,000 bytes or more. */
const MAX_BYTES = 7_900;

/** Fan-out by LISTEN/NOTIFY: any process tells, every API replica hears, no process holds sticky state. */
@Injectable()
export class Live implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly heard = new Subject<LiveMessage>();
  private client?: pg.Client;
  private closed = false;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.connect();
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    this.heard.complete();
    await this.client?.end().catch(() => undefined);
  }

  /** Sends with the transaction: nobody hears of what was rolled back. */
  async tell(
    tx: Tx,
    personIds: readonly string[],
    type: string,
    data: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const message: LiveMessage = { licenseeId: tx.ctx.licenseeId, personIds, type, data };
    let text = JSON.stringify(message);
    // A hint must never undo the fact that it tells of: what is too large is only announced, and the screen reads it.
    if (Buffer.byteLength(text) > MAX_BYTES)
      text = JSON.stringify({ ...message, data: { id: data['id'], truncated: true } });
    await rowsOf(tx, 'select pg_notify($1, $2)', [CHANNEL, text]);
  }

  /** Like {@link tell}, for everybody who looks at the licensee's site: only what any visitor may know. */
  async announce(tx: Tx, type: string, data: Readonly<Record<string, unknown>>): Promise<void> {
    await this.tell(tx, [], type, data);
  }

  /** What was announced to the visitors of one tenant. */
  announcements(licenseeId: string): Observable<LiveMessage> {
    return this.heard.pipe(filter((message) => message.licenseeId === licenseeId && message.personIds.length === 0));
  }

  /** Messages for one person of one tenant. */
  messagesFor(licenseeId: string, personId: string): Observable<LiveMessage> {
    return this.heard.pipe(
      filter((message) => message.licenseeId === licenseeId && message.personIds.includes(personId)),
    );
  }

  private async connect(): Promise<void> {
    if (this.closed) return;
    const client = new pg.Client({
      connectionString: this.config.DATABASE_TENANT_URL,
      application_name: 'app_live',
      keepAlive: true,
    });
    client.on('error', () => this.reconnect(client));
    client.on('end', () => this.reconnect(client));
    client.on('notification', ({ payload }) => this.heard.next(JSON.parse(payload ?? '{}') as LiveMessage));
    this.client = client;
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
    } catch (error) {
      log.warn({ err: error }, 'live events: cannot listen, trying again');
      this.reconnect(client);
    }
  }

  private reconnect(client: pg.Client): void {
    if (this.closed || this.client !== client) return;
    this.client = undefined;
    setTimeout(() => void this.connect(), RECONNECT_MS).unref();
  }
}

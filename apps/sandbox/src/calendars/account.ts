import { randomBytes } from 'node:crypto';

/** An event as both vendors know it; each tells it in its own words. */
export interface SandboxEvent {
  id: string;
  title: string;
  /** Times in UTC; a date alone is a whole day. */
  start: string;
  end: string;
  free: boolean;
  deleted: boolean;
  /** Google: an id that the client chose. Microsoft: its transaction id. */
  clientId: string | null;
  /** Words of its vendor that are stored and told as they are. */
  extra: Record<string, unknown>;
  /** Counts changes of the whole calendar. */
  version: number;
}

/** The calendar of one account. It is kept in memory only. */
export class SandboxCalendar {
  private readonly kept = new Map<string, SandboxEvent>();
  private version = 0;
  /** Cursors of an earlier epoch are forgotten. */
  epoch = 1;

  get events(): SandboxEvent[] {
    return [...this.kept.values()];
  }

  get(id: string): SandboxEvent | undefined {
    return this.kept.get(id);
  }

  put(event: Partial<SandboxEvent> & { id?: string; start: string; end: string }): SandboxEvent {
    const id = event.id ?? randomBytes(12).toString('hex');
    const before = this.kept.get(id);
    const after: SandboxEvent = {
      title: 'Private appointment',
      free: false,
      clientId: null,
      extra: {},
      ...before,
      deleted: false,
      ...event,
      id,
      version: ++this.version,
    };
    this.kept.set(id, after);
    return after;
  }

  remove(id: string): boolean {
    const event = this.kept.get(id);
    if (!event || event.deleted) return false;
    event.deleted = true;
    event.version = ++this.version;
    return true;
  }

  /** What lies within a time, or what has changed since; and where to go on. */
  list(since: Cursor): { events: SandboxEvent[]; cursor: Cursor } {
    const within = ({ start, end }: SandboxEvent): boolean =>
      Date.parse(end) > Date.parse(since.from) && Date.parse(start) < Date.parse(since.to);
    const events = this.events.filter(
      (event) => within(event) && (since.version === 0 ? !event.deleted : event.version > since.version),
    );
    return { events, cursor: { ...since, version: this.version, epoch: this.epoch } };
  }
}

/** Where a client is. It leaves as text that nobody else reads. */
export interface Cursor {
  from: string;
  to: string;
  version: number;
  epoch: number;
}

export const writeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url');

/** undefined = it is forgotten, or was never one. */
export function readCursor(text: string, calendar: SandboxCalendar): Cursor | undefined {
  try {
    const cursor = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Cursor;
    return cursor.epoch === calendar.epoch ? cursor : undefined;
  } catch {
    return undefined;
  }
}

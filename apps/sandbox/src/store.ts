import { DatabaseSync } from 'node:sqlite';

/** What is kept of every object: the JSON that goes over the wire, and who owns it for fast lists. */
export interface Stored {
  id: string;
}

interface ObjectRow {
  json: string;
}

/**
 * One SQLite database per sandbox, on disk or in memory, so that both ways run the same code.
 *
 * Everything a request changes is written in one database transaction (`atomically`): after a kill the objects, the
 * events, their deliveries and the idempotent answer are all there or all missing, as with the real API.
 */
export class Store {
  readonly database: DatabaseSync;
  private depth = 0;
  /** Whose objects are read and written: a connected account, or '' for the platform itself. */
  private account = '';

  constructor(file: string) {
    this.database = new DatabaseSync(file);
    this.database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    this.database.exec(`
      CREATE TABLE IF NOT EXISTS object (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, id TEXT NOT NULL UNIQUE, owner TEXT, json TEXT NOT NULL,
        account TEXT NOT NULL DEFAULT '');
    `);
    // A file of an earlier release has no accounts: all of it is the platform's.
    const columns = this.database.prepare('PRAGMA table_info(object)').all();
    if (!columns.some((column) => column['name'] === 'account')) {
      this.database.exec(`ALTER TABLE object ADD COLUMN account TEXT NOT NULL DEFAULT ''`);
    }
    this.database.exec(`
      CREATE INDEX IF NOT EXISTS object_by_account ON object (account, type, seq);
      CREATE INDEX IF NOT EXISTS object_by_owner ON object (owner, type, seq);
    `);
  }

  /** The account whose objects are read and written now; '' is the platform. */
  get scope(): string {
    return this.account;
  }

  /** Runs `work`, which must not wait, on the objects of another account. */
  within<T>(account: string, work: () => T): T {
    const before = this.account;
    this.account = account;
    try {
      return work();
    } finally {
      this.account = before;
    }
  }

  /** Runs `work` in one database transaction; an error undoes it. Calls inside calls join the outer one. */
  atomically<T>(work: () => T): T {
    if (this.depth > 0) return work();
    this.database.exec('BEGIN');
    this.depth = 1;
    try {
      const result = work();
      this.database.exec('COMMIT');
      return result;
    } catch (error) {
      this.database.exec('ROLLBACK');
      throw error;
    } finally {
      this.depth = 0;
    }
  }

  /** Inserts or replaces an object; its place in the lists stays the one of the first insert. */
  put(type: string, object: Stored, owner: string | null = null): void {
    this.database
      .prepare(
        `INSERT INTO object (type, id, owner, json, account) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET json = excluded.json, owner = excluded.owner`,
      )
      .run(type, object.id, owner, JSON.stringify(object), this.account);
  }

  /** The object of this type and id in the present account, or undefined. */
  get<T extends Stored>(type: string, id: string): T | undefined {
    const row = this.database
      .prepare('SELECT json FROM object WHERE id = ? AND type = ? AND account = ?')
      .get(id, type, this.account);
    return row ? (JSON.parse((row as unknown as ObjectRow).json) as T) : undefined;
  }

  /** The object with this id whatever its type and account, or undefined (used to expand ids). */
  find(id: string): Stored | undefined {
    const row = this.database.prepare('SELECT json FROM object WHERE id = ?').get(id);
    return row ? (JSON.parse((row as unknown as ObjectRow).json) as Stored) : undefined;
  }

  /** The account that has the object with this id ('' for the platform), or undefined. */
  home(id: string): string | undefined {
    const row = this.database.prepare('SELECT account FROM object WHERE id = ?').get(id);
    return row ? String(row['account']) : undefined;
  }

  /** All objects of a type in the present account, newest first (or oldest first), read lazily. */
  *each<T extends Stored>(type: string, options: { owner?: string; oldestFirst?: boolean } = {}): Generator<T> {
    const order = options.oldestFirst ? 'ASC' : 'DESC';
    const rows =
      options.owner === undefined
        ? this.database
            .prepare(`SELECT json FROM object WHERE account = ? AND type = ? ORDER BY seq ${order}`)
            .iterate(this.account, type)
        : this.database
            .prepare(`SELECT json FROM object WHERE owner = ? AND account = ? AND type = ? ORDER BY seq ${order}`)
            .iterate(options.owner, this.account, type);
    for (const row of rows) yield JSON.parse((row as unknown as ObjectRow).json) as T;
  }

  /** How many objects of each type there are. */
  counts(): Record<string, number> {
    const rows = this.database.prepare('SELECT type, count(*) AS n FROM object GROUP BY type ORDER BY type').all();
    return Object.fromEntries(rows.map((row) => [String(row['type']), Number(row['n'])]));
  }

  close(): void {
    this.database.close();
  }
}

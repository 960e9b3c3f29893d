import pg from 'pg';
import { startPostgres, type EmbeddedPostgres, type PostgresOptions } from './embedded-postgres.ts';
import type { Reaper } from './reaper.ts';
import { UsageError } from './usage-error.ts';

/** The embedded Postgres of a stack: started again on the same port when it dies. */
export class StackDatabase {
  restarts = 0;
  private server: EmbeddedPostgres;
  private stopping = false;
  private failure: Error | undefined;
  private starting: Promise<void> | undefined;
  private readonly options: PostgresOptions;
  private readonly reaper: Reaper;
  private readonly onEvent: (line: string) => void;

  private constructor(
    server: EmbeddedPostgres,
    options: PostgresOptions,
    reaper: Reaper,
    onEvent: (line: string) => void,
  ) {
    this.server = server;
    this.options = { ...options, port: server.port };
    this.reaper = reaper;
    this.onEvent = onEvent;
    this.watch();
  }

  static async start(
    options: PostgresOptions,
    reaper: Reaper,
    onEvent: (line: string) => void,
  ): Promise<StackDatabase> {
    return new StackDatabase(await startPostgres(options), options, reaper, onEvent);
  }

  /** As superuser; the same for the life of the stack. */
  get url(): string {
    return this.server.url;
  }

  get port(): number {
    return this.server.port;
  }

  get pid(): number {
    return this.server.pid;
  }

  get adopted(): boolean {
    return this.server.adopted;
  }

  /** Crash of the database server; resolves when it runs again. */
  async kill9(): Promise<void> {
    await this.server.kill9();
    await this.running();
  }

  /** Resolves when a restart that is under way is over. @throws what kept it from starting. */
  async running(): Promise<void> {
    // The watcher hears of the death in the same turn as we do; give it the turn.
    await new Promise((done) => setImmediate(done));
    await this.starting;
    if (this.failure) throw this.failure;
  }

  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    this.stopping = true;
    await this.starting;
    await this.server.stop(mode);
    this.reaper.remove(this.server.pid);
  }

  private watch(): void {
    const { server } = this;
    this.reaper.add(server.pid, 'SIGINT', server.dir);
    void server.exited.then(() => {
      this.reaper.remove(server.pid);
      if (!this.stopping) this.starting = this.again();
    });
  }

  private async again(): Promise<void> {
    this.restarts++;
    this.onEvent(`postgres ended; starting it again (restart ${this.restarts})`);
    try {
      this.server = await startPostgres(this.options);
      this.watch();
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      this.onEvent(`postgres stays down: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
    }
  }
}

/** Checks a database that somebody else runs. @throws UsageError in one line. */
export async function requireDatabase(url: string): Promise<void> {
  if (!URL.canParse(url) || !/^postgres(ql)?:$/.test(new URL(url).protocol)) {
    throw new UsageError(
      'DATABASE_URL is not a postgres:// address. Correct it or leave it out to use the embedded Postgres.',
    );
  }
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  const where = `${new URL(url).host}${new URL(url).pathname}`;
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`);
    const version = Number.parseInt(rows[0]?.version ?? '', 10);
    if (version < 150_000)
      throw new UsageError(
        `DATABASE_URL (${where}) is Postgres ${Math.floor(version / 10_000)}; 15 or newer is needed.`,
      );
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { message, code } = error as { message: string; code?: string };
    throw new UsageError(
      `DATABASE_URL (${where}) cannot be used: ${message || code}. Start that database, correct the address or leave it out.`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';

describe('embedded Postgres', () => {
  let base: string;
  let running: EmbeddedPostgres | undefined;
  // Readable for the account that runs the server; a directory of mkdtemp is closed to it when we are root.
  beforeAll(() => fs.chmodSync((base = fs.mkdtempSync(path.join(os.tmpdir(), 'postgres-'))), 0o755));
  afterAll(async () => {
    await running?.stop('immediate');
    fs.rmSync(base, { recursive: true, force: true });
  });

  const dir = () => path.join(base, 'data');
  const start = async () => (running = await startPostgres({ dir: dir(), database: 'app' }));
  async function query(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      let rows: Record<string, unknown>[] = [];
      for (const statement of statements) ({ rows } = await client.query(statement));
      return rows;
    } finally {
      await client.end();
    }
  }

  it('starts with the settings that production has too', async () => {
    const { url, adopted } = await start();
    expect(adopted).toBe(false);
    const [row] = await query(
      url,
      'create table kept (n int)',
      'insert into kept values (1)',
      `select current_setting('listen_addresses') as addresses, current_setting('fsync') as fsync, current_setting('max_connections') as connections,
              current_setting('data_checksums') as checksums, current_setting('TimeZone') as zone, datlocprovider as provider, datlocale as locale
         from pg_database where datname = 'app'`,
    );
    expect(row).toEqual({
      addresses: '127.0.0.1',
      fsync: 'on',
      connections: '200',
      checksums: 'on',
      zone: 'UTC',
      provider: 'b',
      locale: 'C.UTF-8',
    });
  });

  it('refuses a wrong password', async () => {
    const url = new URL(running!.url);
    url.password = 'wrong';
    await expect(query(url.toString(), 'select 1')).rejects.toMatchObject({ code: '28P01' });
    if (process.platform !== 'win32') expect(fs.statSync(`${dir()}.password`).mode & 0o777).toBe(0o600);
  });

  it('is adopted by a second start, as after a kill -9 of the process that started it', async () => {
    const first = running!;
    const second = await startPostgres({ dir: dir(), database: 'app' });
    expect(second).toMatchObject({ adopted: true, pid: first.pid, port: first.port, url: first.url });
    await second.stop();
    await first.exited;
  });

  it('keeps its data over a restart', async () => {
    const { url, adopted } = await start();
    expect(adopted).toBe(false);
    expect(await query(url, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  it.each(['immediate stop', 'kill -9'])('recovers what was committed before a crash (%s)', async (how) => {
    const { url } = running!;
    await query(url, 'insert into kept values (2)');
    const before = await query(url, 'select count(*)::int as n from kept');
    await (how === 'kill -9' ? running!.kill9() : running!.stop('immediate'));
    const again = await start();
    expect(again.adopted).toBe(false);
    expect(await query(again.url, 'select count(*)::int as n from kept')).toEqual(before);
  });

  it('says in one line that its port is taken', async () => {
    const options = { dir: path.join(base, 'other'), database: 'app', fast: true, port: running!.port };
    await expect(startPostgres(options)).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringMatching(/^Port \d+ is busy[^\n]*$/),
    });
  });
});

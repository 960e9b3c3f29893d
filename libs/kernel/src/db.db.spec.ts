import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { type DataSource, Entity, PrimaryColumn } from 'typeorm';
import { type TestDatabase, race, testConfig, testDatabase } from '@app/testing';
import { ShiftedClock } from './clock.js';
import { type Context, systemContext } from './context.js';
import { rolePool, tenantDataSource } from './database.js';
import { Db, type Tx, assertNoTransaction, lock, lockOne, rowsOf } from './db.js';
import { newId } from './id.js';
import { counters } from './metrics.js';
import { NotFound, driverError } from './problem.js';

/** Any tenant table with an id will do; this one needs nothing but its licensee. */
@Entity({ name: 'stripe_event', schema: 'app' })
class Row {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
}

const POOL = 4;
const codeOf = (error: unknown) => driverError(error).code;

describe('Db', () => {
  let database: TestDatabase;
  let source: DataSource;
  let db: Db;
  const clock = new ShiftedClock();
  const [north, south]: [Context, Context] = [systemContext(newId(), 'spec'), systemContext(newId(), 'spec')];

  beforeAll(async () => {
    database = await testDatabase();
    const config = testConfig(database.urls, { DATABASE_POOL_SIZE: String(POOL) });
    source = await tenantDataSource(config).initialize();
    db = new Db(source, rolePool(config.DATABASE_RESOLVER_URL, 'spec', 2), clock);
    for (const [slug, { licenseeId }] of Object.entries({ north, south })) {
      await database.query(
        `insert into app.licensee (id, kind, slug, name, short_name, country, currency) values ($1, 'licensee', $2, $2, $2, 'DE', 'EUR')`,
        [licenseeId, slug],
      );
    }
  });
  afterAll(async () => {
    await db.onModuleDestroy();
    await database.close();
  });

  const note = (tx: Tx, key: string): Promise<unknown> =>
    rowsOf(
      tx,
      `insert into app.idempotency_key (licensee_id, person_id, key, fingerprint) values ($1, $1, $2, '') on conflict do nothing`,
      [tx.ctx.licenseeId, key],
    );
  const noted = async (key: string): Promise<number> =>
    (await database.query(`select 1 from app.idempotency_key where key = $1`, [key])).length;
  const raise = (tx: Tx, code: string) =>
    tx.query(`do $$ begin raise exception 'spec' using errcode = '${code}'; end $$`);
  const event = async (ctx: Context, id = newId()): Promise<string> => {
    await database.query(
      `insert into app.stripe_event (licensee_id, id, context, event_id, type, object_id, created_at, payload) values ($1, $2, 'spec', $3, 't', 'o', now(), '{}')`,
      [ctx.licenseeId, id, id],
    );
    return id;
  };
  const retries = async (code: string): Promise<number> =>
    (await counters.transactionRetries.get()).values.find(({ labels }) => labels.code === code)?.value ?? 0;

  describe('a transaction', () => {
    it('gives its result and commits', async () => {
      expect(await db.transaction(north, async (tx) => (await note(tx, 'commits'), 5))).toBe(5);
      expect(await noted('commits')).toBe(1);
    });

    it('leaves nothing behind when its work throws', async () => {
      const failed = db.transaction(north, async (tx) => {
        await note(tx, 'rolled back');
        throw new NotFound();
      });
      await expect(failed).rejects.toThrow(NotFound);
      expect(await noted('rolled back')).toBe(0);
    });

    it.each(['40P01', '55P03', '40001'])('runs again after %s, and only the last run counts', async (code) => {
      const before = await retries(code);
      let attempts = 0;
      await db.transaction(north, async (tx) => {
        attempts++;
        await note(tx, `again ${code}`);
        await note(tx, `again ${code} ${attempts}`);
        if (attempts < 3) await raise(tx, code);
      });
      expect(attempts).toBe(3);
      expect(await Promise.all([noted(`again ${code}`), noted(`again ${code} 1`), noted(`again ${code} 3`)])).toEqual([
        1, 0, 1,
      ]);
      expect((await retries(code)) - before).toBe(2);
    });

    it.each(['40P01', '55P03'])('gives up after five runs that end in %s', async (code) => {
      let attempts = 0;
      const failed = db.transaction(north, async (tx) => {
        attempts++;
        await note(tx, `five ${code}`);
        await raise(tx, code);
      });
      await expect(failed).rejects.toMatchObject({ driverError: { code } });
      expect(attempts).toBe(5);
      expect(await noted(`five ${code}`)).toBe(0);
    });

    it('does not run again after any other error', async () => {
      let attempts = 0;
      const failed = db.transaction(north, async (tx) => {
        attempts++;
        await raise(tx, '23505');
      });
      await expect(failed).rejects.toMatchObject({ driverError: { code: '23505' } });
      expect(attempts).toBe(1);
    });

    it('survives a real deadlock: both of two that lock crosswise commit', async () => {
      const [a, b] = [await event(north), await event(north)];
      const before = await retries('40P01');
      let met = 0;
      const touch = (tx: Tx, id: string) =>
        rowsOf(tx, 'update app.stripe_event set attempts = attempts + 1 where licensee_id = $1 and id = $2', [
          north.licenseeId,
          id,
        ]);
      const cross = (first: string, second: string) =>
        db.transaction(north, async (tx) => {
          await touch(tx, first);
          met++;
          for (let i = 0; met < 2 && i < 2000; i++) await sleep(5);
          await touch(tx, second);
        });
      await Promise.all([cross(a, b), cross(b, a)]);
      expect((await retries('40P01')) - before).toBeGreaterThan(0);
      expect(
        await database.query('select distinct attempts from app.stripe_event where id in ($1, $2)', [a, b]),
      ).toEqual([{ attempts: 2 }]);
    });

    it('waits three seconds at most for a lock, and goes on when the lock is gone', async () => {
      const id = await event(north);
      const other = new pg.Client({ connectionString: database.adminUrl });
      await other.connect();
      await other.query('begin');
      await other.query('select 1 from app.stripe_event where id = $1 for update', [id]);
      const before = await retries('55P03');
      const started = performance.now();
      const waiting = db.transaction(north, (tx) => lockOne(tx, Row, id));
      for (let i = 0; (await retries('55P03')) === before && i < 500; i++) await sleep(20);
      await other.query('rollback');
      await other.end();
      expect(await waiting).toMatchObject({ id });
      expect(await retries('55P03')).toBeGreaterThan(before);
      expect(performance.now() - started).toBeGreaterThan(2_900);
    });

    it('cannot be nested, neither in another nor in a read', async () => {
      for (const outer of ['transaction', 'read'] as const) {
        for (const inner of ['transaction', 'read'] as const) {
          await expect(db[outer](north, () => db[inner](south, async () => 1))).rejects.toThrow('Nested transaction');
        }
      }
      expect(await db.transaction(north, async () => 'free again')).toBe('free again');
    });

    it("tells the database's time, moved by the clock", async () => {
      const [{ now } = { now: new Date() }] = await database.query<{ now: Date }>('select clock_timestamp() as now');
      clock.advanceSeconds(3600);
      const [inside, outside] = [await db.read(north, async (tx) => tx.now), await db.now()];
      clock.reset();
      for (const seen of [inside, outside]) {
        expect(seen.getTime() - now.getTime()).toBeGreaterThanOrEqual(3_600_000);
        expect(seen.getTime() - now.getTime()).toBeLessThan(3_660_000);
      }
    });
  });

  it('does the work of a job in each tenant, also after one in which it failed, and fails in the end', async () => {
    const done: string[] = [];
    const failing = db.inEachTenant('spec', async (tx) => {
      await note(tx, 'each');
      done.push(tx.ctx.licenseeId);
      if (done.length === 1) throw new Error('The first one');
    });
    await expect(failing).rejects.toThrow('spec failed for 1 licensees');
    expect(done.toSorted()).toEqual([north.licenseeId, south.licenseeId].toSorted());
    expect(await noted('each')).toBe(1);
  });

  describe('a read', () => {
    it('sees what is there and refuses every write', async () => {
      await db.transaction(north, (tx) => note(tx, 'seen'));
      await db.read(north, async (tx) => {
        expect(await rowsOf(tx, `select key from app.idempotency_key where key = 'seen'`)).toEqual([{ key: 'seen' }]);
      });
      for (const sql of [
        `insert into app.idempotency_key (licensee_id, person_id, key, fingerprint) values (app.tenant(), app.tenant(), 'written', '')`,
        `update app.idempotency_key set body = '1' where key = 'seen'`,
        `delete from app.idempotency_key`,
        `select * from app.claim_idempotency_key(app.tenant(), 'written', '')`,
      ]) {
        await expect(db.read(north, (tx) => tx.query(sql))).rejects.toMatchObject({ driverError: { code: '25006' } });
      }
      expect([await noted('seen'), await noted('written')]).toEqual([1, 0]);
    });

    it('leaves the connection able to write', async () => {
      await race(POOL * 2, () => db.read(north, async () => 1));
      const written = await race(POOL * 2, (i) => db.transaction(north, (tx) => note(tx, `after read ${i}`)));
      expect(written.map(({ status }) => status)).toEqual(Array(POOL * 2).fill('fulfilled'));
    });
  });

  describe('the tenant', () => {
    it("sees its own rows only, and cannot write, change or delete another's", async () => {
      await db.transaction(south, (tx) => note(tx, 'of south'));
      await db.transaction(north, async (tx) => {
        expect(await rowsOf(tx, `select 1 from app.idempotency_key where key = 'of south'`)).toEqual([]);
        await rowsOf(tx, `update app.idempotency_key set key = 'stolen' where key = 'of south'`);
        await rowsOf(tx, `delete from app.idempotency_key where licensee_id = $1`, [south.licenseeId]);
        expect(await rowsOf(tx, 'select current_setting($1) as id', ['app.licensee_id'])).toEqual([
          { id: north.licenseeId },
        ]);
      });
      expect(await noted('of south')).toBe(1);
      const forged = db.transaction(north, (tx) =>
        tx.query(
          `insert into app.idempotency_key (licensee_id, person_id, key, fingerprint) values ($1, $1, 'forged', '')`,
          [south.licenseeId],
        ),
      );
      await expect(forged).rejects.toMatchObject({ driverError: { code: '42501' } });
    });

    it('must be named: without one every statement fails, on a fresh connection and on a used one', async () => {
      await db.transaction(north, (tx) => note(tx, 'there is a row'));
      const client = new pg.Client({ connectionString: database.urls.DATABASE_TENANT_URL });
      await client.connect();
      const look = () => client.query('select 1 from app.idempotency_key').then(() => 'rows', codeOf);
      expect(await look()).toBe('42704');
      await client.query('begin');
      await client.query(`select set_config('app.licensee_id', $1, true)`, [north.licenseeId]);
      expect(await look()).toBe('rows');
      await client.query('commit');
      expect(await look()).toBe('22P02');
      await client.end();
    });

    it('of one transaction never leaks into the next: 1,000 interleaved of two tenants over four connections', async () => {
      await database.query('delete from app.idempotency_key');
      const foreign: string[] = [];
      let done = 0;
      const work = async (index: number): Promise<void> => {
        const ctx = index % 2 === 0 ? north : south;
        await db
          .transaction(ctx, async (tx) => {
            await note(tx, `row ${index}`);
            const rows = await rowsOf<{ licensee_id: string }>(
              tx,
              'select distinct licensee_id from app.idempotency_key',
            );
            if (rows.length === 0) foreign.push('own row missing');
            for (const row of rows) if (row.licensee_id !== ctx.licenseeId) foreign.push(row.licensee_id);
            if (index % 10 === 3) throw new NotFound(); // some roll back
          })
          .catch((error: unknown) => {
            if (!(error instanceof NotFound)) throw error;
          });
        done++;
      };
      let next = 0;
      await Promise.all(
        Array.from({ length: 25 }, async () => {
          while (next < 1000) await work(next++);
        }),
      );
      expect(done).toBe(1000);
      expect(foreign).toEqual([]);
      const counts = await database.query<{ n: number }>(
        'select count(*)::int as n from app.idempotency_key group by licensee_id order by n',
      );
      expect(counts).toEqual([{ n: 400 }, { n: 500 }]);
    });
  });

  describe('the network', () => {
    it('is refused inside a transaction, also further down, and open again after it', async () => {
      expect(assertNoTransaction).not.toThrow();
      const deep = async () => {
        await sleep(1);
        assertNoTransaction();
      };
      await expect(db.transaction(north, deep)).rejects.toThrow('network call inside a database transaction');
      await expect(db.read(north, deep)).rejects.toThrow('network call inside a database transaction');
      expect(assertNoTransaction).not.toThrow();
      await Promise.all([db.transaction(north, () => sleep(20)), deep()]); // another's transaction is none of mine
    });
  });

  describe('lock', () => {
    it('gives each row once, in the order of ids, whatever was asked', async () => {
      const ids = [await event(north), await event(north), await event(north)].sort();
      const asked = [ids[2]!, ids[0]!, ids[1]!, ids[0]!];
      const rows = await db.transaction(north, (tx) => lock(tx, Row, asked));
      expect(rows.map((row) => row.id)).toEqual(ids);
      expect(await db.transaction(north, (tx) => lock(tx, Row, []))).toEqual([]);
    });

    it("is not found when one row is missing or another tenant's", async () => {
      const [own, other] = [await event(north), await event(south)];
      for (const ids of [[own, newId()], [own, other], [other]])
        await expect(db.transaction(north, (tx) => lock(tx, Row, ids))).rejects.toThrow(NotFound);
      await expect(db.transaction(north, (tx) => lockOne(tx, Row, other))).rejects.toThrow(NotFound);
    });

    it('makes others wait, and never deadlocks however the ids are ordered', async () => {
      const ids = [await event(north), await event(north), await event(north)];
      const before = await retries('40P01');
      let inside = 0;
      const outcomes = await race(40, (i) =>
        db.transaction(north, async (tx) => {
          await lock(tx, Row, i % 2 === 0 ? ids : [...ids].reverse());
          expect(++inside).toBe(1);
          await sleep(1);
          inside--;
        }),
      );
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(await retries('40P01')).toBe(before);
    });
  });

  it('gives the rows of UPDATE and DELETE as it gives those of SELECT', async () => {
    const id = await event(north);
    await db.transaction(north, async (tx) => {
      const where = 'where licensee_id = $1 and id = $2';
      expect(
        await rowsOf(tx, `update app.stripe_event set attempts = 7 ${where} returning attempts`, [
          north.licenseeId,
          id,
        ]),
      ).toEqual([{ attempts: 7 }]);
      expect(
        await rowsOf(tx, `update app.stripe_event set attempts = 7 where licensee_id = $1 and id = $1 returning id`, [
          north.licenseeId,
        ]),
      ).toEqual([]);
      expect(await rowsOf(tx, `select attempts from app.stripe_event ${where}`, [north.licenseeId, id])).toEqual([
        { attempts: 7 },
      ]);
    });
  });

  it('reads int8 as bigint, past what a number can hold', async () => {
    const [row] = await db.read(north, (tx) => rowsOf(tx, 'select 9007199254740993::bigint as big, 1::int as small'));
    expect(row).toEqual({ big: 9007199254740993n, small: 1 });
  });
});

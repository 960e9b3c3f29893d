import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { type TestDatabase, testConfig, testDatabase } from '@app/testing';
import { type Context, systemContext } from './context.js';
import { Db, type Tx } from './db.js';
import { defineEvent } from './events.js';
import { newId } from './id.js';
import { type JobBody, JobRegistry, Jobs, Task, Handles, Every, Always, jobContext } from './jobs.js';
import { KernelModule } from './kernel.module.js';
import { type LiveMessage, Live } from './live.js';
import { Outbox } from './outbox.js';

const Happened = defineEvent<{ thing: string }>('thing.happened', 'For this spec');
const Ignored = defineEvent<{ thing: string }>('thing.ignored', 'Nobody listens');

@Injectable()
class Handlers {
  readonly ran: unknown[][] = [];
  @Task('spec.plain')
  async plain(...call: unknown[]): Promise<void> {
    this.ran.push(call);
  }
  @Handles(Happened, 'spec.first')
  async first(): Promise<void> {}
  @Handles(Happened, 'spec.second')
  async second(): Promise<void> {}
  @Every('* * * * *', 'spec.every')
  async every(): Promise<void> {}
  @Always(1000, 'spec.always')
  async always(): Promise<void> {}
}
@Injectable()
class Twin {
  @Task('spec.plain')
  async plain(): Promise<void> {}
}

interface Waiting {
  task: string;
  body: JobBody;
  queue: string | null;
}

describe('side effects', () => {
  let database: TestDatabase;
  let module: TestingModule;
  let db: Db;
  let jobs: Jobs;
  let outbox: Outbox;
  let live: Live;
  const [north, south] = [systemContext(newId(), 'spec', 'request-1'), systemContext(newId(), 'spec')];

  const kernel = (...providers: (typeof Handlers | typeof Twin)[]) => {
    @Module({ imports: [KernelModule.forRoot(testConfig(database.urls))], providers })
    class SpecModule {}
    return Test.createTestingModule({ imports: [SpecModule] }).compile();
  };

  beforeAll(async () => {
    database = await testDatabase();
    module = await kernel(Handlers);
    await module.init();
    [db, jobs, outbox, live] = [module.get(Db), module.get(Jobs), module.get(Outbox), module.get(Live)];
    for (const [slug, { licenseeId }] of Object.entries({ north, south })) {
      await database.query(
        `insert into app.licensee (id, kind, slug, name, short_name, country, currency) values ($1, 'licensee', $2, $2, $2, 'DE', 'EUR')`,
        [licenseeId, slug],
      );
    }
  });
  afterAll(async () => {
    await module.close();
    await database.close();
  });

  /** Waiting jobs, oldest first; the queue is emptied. */
  const taken = async (): Promise<Waiting[]> => {
    const waiting = await database.query<Waiting>(
      `select t.identifier as task, j.payload as body, q.queue_name as queue from graphile_worker._private_jobs j
         join graphile_worker._private_tasks t on t.id = j.task_id left join graphile_worker._private_job_queues q on q.id = j.job_queue_id order by j.id`,
    );
    await database.query('delete from graphile_worker._private_jobs');
    return waiting;
  };

  describe('a job', () => {
    it('exists when the transaction commits, with its tenant, request and payload', async () => {
      await db.transaction(north, async (tx) => {
        await jobs.add(tx, 'spec.plain', { id: 'a' }, { queue: 'spec:a' });
        expect(await database.query('select 1 from graphile_worker._private_jobs')).toEqual([]);
      });
      expect(await taken()).toEqual([
        {
          task: 'spec.plain',
          queue: 'spec:a',
          body: { licenseeId: north.licenseeId, requestId: 'request-1', payload: { id: 'a' } },
        },
      ]);
    });

    it('does not exist when the transaction is rolled back', async () => {
      const failed = db.transaction(north, async (tx) => {
        await jobs.add(tx, 'spec.plain', {});
        throw new Error('changed my mind');
      });
      await expect(failed).rejects.toThrow('changed my mind');
      expect(await taken()).toEqual([]);
    });

    it('exists once when the transaction had to run again', async () => {
      let attempts = 0;
      await db.transaction(north, async (tx) => {
        await jobs.add(tx, 'spec.plain', { attempt: ++attempts });
        if (attempts < 3) await tx.query(`do $$ begin raise exception 'spec' using errcode = '40P01'; end $$`);
      });
      expect((await taken()).map(({ body }) => body.payload)).toEqual([{ attempt: 3 }]);
    });

    it('is replaced by one with the same key that comes before it starts', async () => {
      for (const n of [1, 2])
        await db.transaction(north, (tx) => jobs.add(tx, 'spec.plain', { n }, { key: 'the one' }));
      expect((await taken()).map(({ body }) => body.payload)).toEqual([{ n: 2 }]);
    });

    it('for another tenant, or for none, is refused', async () => {
      const enqueue = (tx: Tx, body: object) =>
        tx.query(`select app.enqueue_job('spec.plain', $1::json, null, null, null, 25)`, [JSON.stringify(body)]);
      for (const body of [{ licenseeId: south.licenseeId }, { licenseeId: null }, {}])
        await expect(db.transaction(north, (tx) => enqueue(tx, body))).rejects.toMatchObject({
          driverError: { code: 'LG004' },
        });
      expect(await taken()).toEqual([]);
      await db.transaction(south, (tx) => enqueue(tx, { licenseeId: south.licenseeId }));
      expect(await taken()).toHaveLength(1);
    });

    it('has one door: the application may neither write the queue nor read it', async () => {
      for (const sql of [
        `select graphile_worker.add_job('spec.plain', '{}'::json)`,
        `select * from graphile_worker._private_jobs`,
      ])
        await expect(db.transaction(north, (tx) => tx.query(sql))).rejects.toMatchObject({
          driverError: { code: '42501' },
        });
    });

    it('runs in the name of its tenant and request', () => {
      expect(
        jobContext('spec.plain', { licenseeId: north.licenseeId, requestId: 'request-1', payload: {} }),
      ).toMatchObject({
        licenseeId: north.licenseeId,
        requestId: 'request-1',
        actor: { kind: 'system', name: 'spec.plain' },
      });
    });
  });

  describe('the registry', () => {
    it('finds every handler by its decorator, and runs it with what it was given', async () => {
      const registry = module.get(JobRegistry);
      // The kernel has jobs of its own.
      const own = <T extends { readonly name: string }>(all: readonly T[]): T[] =>
        all.filter(({ name }) => name.startsWith('spec.'));
      expect(registry.tasks.map((task) => task.name)).toEqual(['spec.plain', 'spec.first', 'spec.second']);
      expect(own(registry.scheduled).map(({ name, pattern }) => ({ name, pattern }))).toEqual([
        { name: 'spec.every', pattern: '* * * * *' },
      ]);
      expect(registry.loops.map(({ name, pauseMs }) => ({ name, pauseMs }))).toEqual([
        { name: 'spec.always', pauseMs: 1000 },
      ]);
      await registry.tasks[0]!.run(north, { id: 'x' });
      expect(module.get(Handlers).ran).toEqual([[north, { id: 'x' }]]);
    });

    it('refuses two handlers of one name', async () => {
      const twice = await kernel(Handlers, Twin);
      expect(() => twice.get(JobRegistry).tasks).toThrow('Two job handlers are called spec.plain');
      await twice.close();
    });
  });

  describe('an event', () => {
    it('becomes one job for each handler, with the same envelope, when the fact commits', async () => {
      await db.transaction(north, (tx) => outbox.add(tx, Happened, { thing: 'one' }));
      const waiting = await taken();
      expect(waiting.map(({ task }) => task).sort()).toEqual(['spec.first', 'spec.second']);
      for (const { body } of waiting) {
        expect(body).toMatchObject({ licenseeId: north.licenseeId, requestId: 'request-1' });
        expect(body.payload).toEqual({
          id: expect.any(String),
          type: 'thing.happened',
          occurredAt: expect.any(String),
          data: { thing: 'one' },
        });
      }
      expect(waiting[0]!.body.payload).toEqual(waiting[1]!.body.payload);
    });

    it('that nobody handles makes no job, and one that is rolled back neither', async () => {
      await db.transaction(north, (tx) => outbox.add(tx, Ignored, { thing: 'none' }));
      await db
        .transaction(north, async (tx) => {
          await outbox.add(tx, Happened, { thing: 'lost' });
          throw new Error('no');
        })
        .catch(() => undefined);
      expect(await taken()).toEqual([]);
    });
  });

  describe('a live message', () => {
    const listen = (ctx: Context, personId: string) => {
      const heard: LiveMessage[] = [];
      const subscription = live.messagesFor(ctx.licenseeId, personId).subscribe((message) => heard.push(message));
      return { heard, stop: () => subscription.unsubscribe() };
    };
    /** Postgres delivers in the order of commits: once this marker is heard, everything before it was. */
    const flushed = async () => {
      const marker = newId();
      const { heard, stop } = listen(south, marker);
      await db.transaction(south, (tx) => live.tell(tx, [marker], 'marker', {}));
      for (let i = 0; heard.length === 0 && i < 500; i++) await new Promise((done) => setTimeout(done, 10));
      stop();
      expect(heard).toHaveLength(1);
    };

    it('is heard after the commit, not before', async () => {
      const person = newId();
      const { heard, stop } = listen(north, person);
      await db.transaction(north, async (tx) => {
        await live.tell(tx, [person], 'spec.changed', { n: 1 });
        await new Promise((done) => setTimeout(done, 150));
        expect(heard).toEqual([]);
      });
      await flushed();
      expect(heard).toEqual([
        { licenseeId: north.licenseeId, personIds: [person], type: 'spec.changed', data: { n: 1 } },
      ]);
      stop();
    });

    it('of a transaction that was rolled back is never heard', async () => {
      const person = newId();
      const { heard, stop } = listen(north, person);
      const failed = db.transaction(north, async (tx) => {
        await live.tell(tx, [person], 'spec.changed', {});
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      await flushed();
      expect(heard).toEqual([]);
      stop();
    });

    it('reaches the people it names, at their licensee only', async () => {
      const [ann, bob] = [newId(), newId()];
      const streams = [listen(north, ann), listen(north, bob), listen(south, ann)];
      await db.transaction(north, (tx) => live.tell(tx, [ann], 'spec.changed', {}));
      await flushed();
      expect(streams.map(({ heard }) => heard.length)).toEqual([1, 0, 0]);
      for (const { stop } of streams) stop();
    });

    it('that is too large is only announced, and undoes nothing', async () => {
      const person = newId();
      const { heard, stop } = listen(north, person);
      await db.transaction(north, (tx) => live.tell(tx, [person], 'spec.changed', { id: 'x', text: 'ü'.repeat(5000) }));
      await flushed();
      expect(heard[0]).toMatchObject({ type: 'spec.changed', data: { id: 'x', truncated: true } });
      stop();
    });

    it('is heard again after the listening connection was cut', async () => {
      const listeners = () =>
        database.query<{ pid: number }>(
          `select pid from pg_stat_activity where application_name = 'app_live' and datname = current_database() and state = 'idle' and query like 'listen%'`,
        );
      const cut = (await listeners()).map(({ pid }) => pid);
      await database.query('select pg_terminate_backend(pid) from unnest($1::int[]) pid', [cut]);
      // One that was told to end can be seen for some time.
      for (let i = 0; i < 600; i++) {
        if ((await listeners()).some(({ pid }) => !cut.includes(pid))) break;
        await new Promise((done) => setTimeout(done, 50));
      }
      await flushed();
    });
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Db, Jobs, newId } from '@app/kernel';
import { type TestApp, testApp } from './test-app.js';

describe('draining the queue', () => {
  let t: TestApp;
  beforeAll(async () => {
    t = await testApp();
    // A busy machine: what was done leaves the queue late.
    await t.db.query(`
      create function graphile_worker.late() returns trigger language plpgsql as $$ begin perform pg_sleep(0.3); return old; end $$;
      create trigger late before delete on graphile_worker._private_jobs for each row execute function graphile_worker.late()`);
  });
  afterAll(() => t.close());

  it('ends when nothing of what was done is left in it', async () => {
    await t.app
      .get(Db)
      .transaction(t.given.ctx(), (tx) => t.app.get(Jobs).add(tx, 'calling.announce_end', { callId: newId() }));
    await t.drain();
    expect(await t.db.query('select task_identifier from graphile_worker.jobs')).toEqual([]);
  });
});

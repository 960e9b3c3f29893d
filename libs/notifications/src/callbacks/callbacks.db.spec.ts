import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Db, JobRegistry, lockOne, newId, systemContext } from '@app/kernel';
import { Advisor as Profile, AdvisorsService, Blocks } from '@app/advisors';
import { CallStarted } from '@app/calling';
import { type Actor, PASSWORD, type TestApp, race, runningCall, testApp } from '@app/testing';
import { Push, type PushMessage, type PushOutcome, type PushTarget } from '../push.js';

type Advisor = Actor & { advisorId: string };

class FakePush extends Push {
  sent: PushMessage[] = [];
  async send(_: PushTarget, message: PushMessage): Promise<PushOutcome> {
    this.sent.push(message);
    return { kind: 'delivered' };
  }
}

describe('waiting for an advisor', () => {
  const push = new FakePush();
  let t: TestApp;
  let user: Actor;
  let advisor: Advisor;
  beforeAll(async () => {
    t = await testApp({ override: (builder) => builder.overrideProvider(Push).useValue(push) });
  });
  beforeEach(async () => {
    user = await t.given.user({ balanceMinor: 10_000n });
    advisor = await t.given.advisor({ voiceRateMinor: 100n });
    await available(false);
    await t.drain();
    t.mails.sent = [];
    push.sent = [];
  });
  afterAll(() => t.close());

  const available = (isOn: boolean, who = advisor) =>
    t.as(who).put('/v1/advisors/me/availability', { available: isOn }).expect(200);
  /** Who says that they have time can be called then. */
  const ready = async (id: string) => {
    await available(true);
    await t.as(advisor).post(`/v1/callbacks/${id}/ready`).expect(204);
    await available(false);
  };
  const of = (what: 'watch' | 'callback', who = advisor) =>
    `/v1/advisors/${t.publicId('advisor', who.advisorId)}/${what}`;
  const subjects = (who: Actor) => t.mails.to(who.email).map(({ subject }) => subject);
  const waiting = async (who = user) => (await t.as(who).get('/v1/me/waiting').expect(200)).body;
  const asked = async (who = advisor) => (await t.as(who).get('/v1/callbacks').expect(200)).body.data;
  const notices = async (who: Actor) =>
    ((await t.as(who).get('/v1/me/notices').expect(200)).body.data as { kind: string }[]).map(({ kind }) => kind);
  const again = async (who: Actor) => ({
    ...who,
    token: (await t.http(who.host).post('/v1/auth/sign-in').send({ email: who.email, password: PASSWORD }).expect(200))
      .body.accessToken as string,
  });

  const ctx = () => systemContext(t.licensees.aurora.id, 'spec');
  const handler = (name: string) => t.app.get(JobRegistry).tasks.find((one) => one.name === name)!;
  const jobsOf = async <P>(name: string): Promise<{ payload: P }[]> =>
    (
      await t.db.query<{ payload: { payload: P } }>(
        `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks k on k.id = j.task_id where k.identifier = $1`,
        [name],
      )
    ).map(({ payload }) => payload);

  describe('"tell me when online"', () => {
    it('tells once, by mail, push and on the page, when the advisor comes online', async () => {
      await t
        .as(user)
        .post('/v1/devices', { platform: 'android', pushKind: 'fcm_token', pushValue: `token-of-${user.id}` })
        .expect(201);
      await t.as(user).put(of('watch')).expect(200);
      expect((await waiting()).watches).toMatchObject([{ advisorId: t.publicId('advisor', advisor.advisorId) }]);
      await t.drain();
      expect(t.mails.sent).toEqual([]);
      await available(true);
      await t.drain();
      await available(false);
      await available(true);
      await t.drain();
      expect(subjects(user)).toEqual([expect.stringMatching(/ is online$/)]);
      expect(t.mails.to(user.email)[0]!.text).toContain(`/advisors/${t.publicId('advisor', advisor.advisorId)}`);
      expect(push.sent.map(({ data }) => data)).toEqual([
        {
          type: 'notice',
          kind: 'advisor_online',
          path: `/advisors/${t.publicId('advisor', advisor.advisorId)}`,
        },
      ]);
      expect(await notices(user)).toEqual(['advisor_online']);
      expect((await waiting()).watches).toEqual([]);
    });

    it('tells when a call of the advisor is over, too', async () => {
      await available(true);
      const caller = await t.given.user({ balanceMinor: 10_000n });
      const { body } = await t
        .as(caller)
        .post('/v1/calls', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' })
        .expect(201);
      await t.as(user).put(of('watch')).expect(200);
      await t.as(caller).post(`/v1/calls/${body.id}/cancel`).expect(200);
      await t.drain();
      expect(subjects(user)).toHaveLength(1);
    });

    it('tells many some at a time, each once, and nobody in the transaction that holds the advisor', async () => {
      await t.db.query(
        `with crowd as (
           insert into app.person select (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'email', 'crowd' || n || '@aurora.example'))).*
             from app.person p, generate_series(1, 201) n where p.id = $1 returning licensee_id, id)
         insert into app.advisor_watch select licensee_id, id, $2, now(), now() + interval '7 days' from crowd`,
        [user.id, advisor.advisorId],
      );
      const told = async () => {
        const jobs = await jobsOf<{ data: { personId: string } }>('notifications.notice.advisor_online');
        return new Set(jobs.map(({ payload }) => payload.data.personId)).size;
      };
      const counts = async () => [
        (await jobsOf('notifications.tell_watchers')).length,
        await told(),
        (await t.db.query('select 1 from app.advisor_watch where advisor_id = $1', [advisor.advisorId])).length,
      ];
      const tell = () => handler('notifications.tell_watchers').run(ctx(), { advisorId: advisor.advisorId });
      await available(true);
      expect(await counts()).toEqual([1, 0, 201]);
      await tell();
      expect(await counts()).toEqual([1, 200, 1]);
      await tell();
      expect(await counts()).toEqual([1, 201, 0]);
      await t.db.query('delete from graphile_worker._private_jobs');
    });

    it('waits on when the advisor is away again before it is told', async () => {
      await t.as(user).put(of('watch')).expect(200);
      await available(true);
      await available(false);
      await t.drain();
      expect(t.mails.sent).toEqual([]);
      expect((await waiting()).watches).toHaveLength(1);
      await available(true);
      await t.drain();
      expect(subjects(user)).toHaveLength(1);
    });

    it('is refused or told, and never forgotten, when the advisor comes online at the same moment', async () => {
      const [held, asked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const coming = t.app.get(Db).transaction(ctx(), async (tx) => {
        await lockOne(tx, Profile, advisor.advisorId);
        await tx.update(Profile, { licenseeId: advisor.licenseeId, id: advisor.advisorId }, { available: true });
        await t.app.get(AdvisorsService).announceStatus(tx, advisor.advisorId);
        held.resolve();
        await asked.promise;
      });
      await held.promise;
      let isAnswered = false;
      const answer = t
        .as(user)
        .put(of('watch'))
        .then(({ status }) => {
          isAnswered = true;
          return status;
        });
      const isWaiting = async () =>
        (
          await t.db.query(
            `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
          )
        ).length > 0;
      while (!isAnswered && !(await isWaiting()));
      asked.resolve();
      await coming;
      await t.drain();
      expect([await answer, subjects(user).length]).toEqual([409, 0]);
    });

    it('is not for an advisor who can be called, and not for one who is none', async () => {
      await available(true);
      for (const what of ['watch', 'callback'] as const)
        expect((await t.as(user).put(of(what), {}).expect(409)).body.code).toBe('advisor-is-online');
      await t.db.query(`update app.advisor set status = 'suspended' where id = $1`, [advisor.advisorId]);
      await t.as(user).put(of('watch')).expect(404);
      const elsewhere = await t.given.advisor({ licensee: 'zenith' });
      await t.as(user).put(of('watch', elsewhere)).expect(404);
    });

    it('ends after seven days, and when it is taken back', async () => {
      await t.as(user).put(of('watch')).expect(200);
      expect((await t.as(user).delete(of('watch')).expect(200)).body.watches).toEqual([]);
      await t.as(user).put(of('watch')).expect(200);
      await t.db.query(`update app.advisor_watch set expires_at = now() - interval '1 second'`);
      expect((await waiting()).watches).toEqual([]);
      await available(true);
      await t.drain();
      expect(t.mails.sent).toEqual([]);
    });

    it('counts for twenty advisors at a time, also when two come at once', async () => {
      const others: Advisor[] = [];
      for (let i = 0; i < 21; i++) others.push(await t.given.advisor());
      for (const one of others) await available(false, one);
      for (const one of others.slice(0, 19)) await t.as(user).put(of('watch', one)).expect(200);
      const answers = await race(2, (i) =>
        t
          .as(user)
          .put(of('watch', others[19 + i]))
          .then(({ status }) => status),
      );
      expect(answers.map((one) => (one.status === 'fulfilled' ? one.value : 0)).sort()).toEqual([200, 409]);
      await t.as(user).put(of('watch', others[0])).expect(200);
    });

    it.each([
      ['mail', [0, 1]],
      ['push', [1, 0]],
    ] as const)('comes not by %s to who has switched that off, and by the other way still', async (channel, came) => {
      await t
        .as(user)
        .post('/v1/devices', { platform: 'android', pushKind: 'fcm_token', pushValue: `token-of-${user.id}` })
        .expect(201);
      await t
        .as(user)
        .patch('/v1/me/notification-preferences', { changes: [{ topic: 'availability', channel, isOn: false }] })
        .expect(200);
      await t.as(user).put(of('watch')).expect(200);
      await available(true);
      await t.drain();
      expect([t.mails.sent.length, push.sent.length]).toEqual(came);
      expect(await notices(user)).toEqual(['advisor_online']);
    });
  });

  it('tells by no mail that comes an hour late', async () => {
    const late = async () => {
      t.mails.outcomes = [{ kind: 'retry', code: 'busy' }];
      await t.drain();
      t.clock.advanceSeconds(3_600);
      await t.db.query('update graphile_worker._private_jobs set run_at = clock_timestamp()');
      await t.drain();
      t.clock.reset();
      return subjects(user);
    };
    await t.as(user).put(of('callback'), {}).expect(200);
    await t.drain();
    await ready((await asked())[0].id as string);
    expect(await late()).toEqual([]);
    await t.as(user).put(of('watch')).expect(200);
    await available(true);
    expect(await late()).toEqual([]);
    expect(await notices(user)).toEqual(['advisor_online', 'callback_ready']);
  });

  it('is forgotten: a watch when it is over, a request 30 days after it has ended, and nothing before', async () => {
    const left = async (seconds: number) => {
      const move = `interval '1 second' * ${seconds}`;
      await t.db.query(`update app.advisor_watch set expires_at = now() + ${move} where person_id = $1`, [user.id]);
      await t.db.query(`update app.callback set expires_at = now() + ${move} where person_id = $1`, [user.id]);
      await t.run('notifications.forget');
      const count = async (table: string) =>
        (await t.db.query(`select 1 from app.${table} where person_id = $1`, [user.id])).length;
      return [await count('advisor_watch'), await count('callback')];
    };
    await t.as(user).put(of('watch')).expect(200);
    await t.as(user).put(of('callback'), {}).expect(200);
    expect(await left(60)).toEqual([1, 1]);
    expect(await left(-60)).toEqual([0, 1]);
    expect(await left(-30 * 86_400 + 60)).toEqual([0, 1]);
    expect(await left(-30 * 86_400 - 60)).toEqual([0, 0]);
  });

  describe('a request for a call back', () => {
    const ask = (note?: string) => t.as(user).put(of('callback'), note === undefined ? {} : { note });

    it('is shown to the advisor, who does not learn who it is, and who is told of it', async () => {
      await ask('My new job').expect(200);
      await ask('My newer job').expect(200);
      await t.drain();
      expect(await asked()).toMatchObject([
        { note: 'My newer job', status: 'open', caller: expect.stringMatching(/^Guest /) },
      ]);
      expect(JSON.stringify(await asked())).not.toContain(user.id);
      expect(subjects(advisor)).toEqual(['Somebody asks for a call back']);
    });

    it('is answered with "ready": the person is told once, and their call ends it', async () => {
      await ask().expect(200);
      const [{ id }] = await asked();
      const stranger = await t.given.advisor();
      await t.as(stranger).post(`/v1/callbacks/${id}/ready`).expect(404);
      const refused = await t.as(advisor).post(`/v1/callbacks/${id}/ready`).expect(409);
      expect(refused.body.code).toBe('not-online');
      await t.drain();
      expect([subjects(user), (await waiting()).callbacks]).toMatchObject([[], [{ id, status: 'open' }]]);
      await ready(id as string);
      // What was said once is not said again, wherever the advisor is by now.
      await t.as(advisor).post(`/v1/callbacks/${id}/ready`).expect(204);
      await t.drain();
      expect(subjects(user)).toEqual([expect.stringMatching(/ waits for your call$/)]);
      expect((await waiting()).callbacks).toMatchObject([{ id, status: 'ready' }]);
      await available(true);
      await runningCall(t, user, advisor);
      await t.drain();
      expect((await waiting()).callbacks).toEqual([]);
      expect(await asked()).toEqual([]);
    });

    it('stands on when the call was not answered', async () => {
      await ask().expect(200);
      const [{ id }] = await asked();
      await ready(id as string);
      await available(true);
      const { body } = await t
        .as(user)
        .post('/v1/calls', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' })
        .expect(201);
      await t.as(advisor).post(`/v1/calls/${body.id}/decline`).expect(200);
      await t.drain();
      expect((await waiting()).callbacks).toMatchObject([{ id, status: 'ready' }]);
      expect(await asked()).toMatchObject([{ id, status: 'ready' }]);
    });

    it('is not ended by a call that began before it, however late that is told', async () => {
      await ask().expect(200);
      const [{ id, createdAt }] = await asked();
      const started = (seconds: number) =>
        handler('notifications.callback_done').run(ctx(), {
          id: newId(),
          type: CallStarted.type,
          occurredAt: new Date(Date.parse(createdAt) + seconds * 1000).toISOString(),
          data: { callerId: user.id, advisorId: advisor.advisorId },
        });
      await started(-1);
      expect(await asked()).toMatchObject([{ id, status: 'open' }]);
      await started(1);
      expect(await asked()).toEqual([]);
    });

    it('is open again when it is asked for again after the advisor was ready, and the advisor is told anew', async () => {
      await ask('Before noon').expect(200);
      const [{ id }] = await asked();
      await ready(id as string);
      await t.drain();
      expect((await ask('After noon').expect(200)).body.callbacks).toMatchObject([
        { id, status: 'open', note: 'After noon' },
      ]);
      await t.drain();
      expect(subjects(advisor)).toEqual(Array(2).fill('Somebody asks for a call back'));
      await ready(id as string);
      await t.drain();
      expect(subjects(user)).toEqual(Array(2).fill(expect.stringMatching(/ waits for your call$/)));
    });

    it('is declined, and then nobody can take it up any more', async () => {
      await ask().expect(200);
      const [{ id }] = await asked();
      await t.as(advisor).post(`/v1/callbacks/${id}/decline`).expect(204);
      await t.drain();
      expect(subjects(user)).toEqual([expect.stringMatching(/ cannot call back$/)]);
      expect((await t.as(advisor).post(`/v1/callbacks/${id}/ready`).expect(409)).body.code).toBe('callback-closed');
      await t.as(user).post(`/v1/callbacks/${id}/withdraw`).expect(409);
    });

    it('is taken back by who asked, and by nobody else', async () => {
      await ask().expect(200);
      const [{ id }] = await asked();
      await t
        .as(await t.given.person('end_user'))
        .post(`/v1/callbacks/${id}/withdraw`)
        .expect(404);
      expect((await t.as(user).post(`/v1/callbacks/${id}/withdraw`).expect(200)).body.callbacks).toEqual([]);
      expect(await asked()).toEqual([]);
    });

    it('ends after seven days, and can then be made anew', async () => {
      await ask().expect(200);
      const [{ id }] = await asked();
      t.clock.advanceSeconds(7 * 86_400 + 1);
      const [late, lateUser] = [await again(advisor), await again(user)];
      await t.as(late).post(`/v1/callbacks/${id}/ready`).expect(409);
      expect(await asked(late as Advisor)).toEqual([]);
      const { body } = await t.as(lateUser).put(of('callback'), {}).expect(200);
      expect(body.callbacks).toHaveLength(1);
      t.clock.reset();
    });

    it('is not told to an advisor who has muted the person, stands in the list, and is told again after that', async () => {
      await ask().expect(200);
      await t.drain();
      t.mails.sent = [];
      const [{ id }] = await asked();
      const stranger = await t.given.advisor();
      await t.as(stranger).put(`/v1/callbacks/${id}/mute`).expect(404);
      await t.as(stranger).delete(`/v1/callbacks/${id}/mute`).expect(404);
      for (let i = 0; i < 2; i++) await t.as(advisor).put(`/v1/callbacks/${id}/mute`).expect(204);
      const askAnew = async () => {
        const [{ id: standing }] = (await waiting()).callbacks;
        await t.as(user).post(`/v1/callbacks/${standing}/withdraw`).expect(200);
        await ask().expect(200);
        await t.drain();
        return subjects(advisor).length;
      };
      const before = (await notices(advisor)).length;
      expect(await askAnew()).toBe(0);
      expect((await notices(advisor)).length).toBe(before);
      expect(await asked()).toMatchObject([{ status: 'open', isMuted: true }]);
      // Of others the advisor hears.
      await t
        .as(await t.given.user())
        .put(of('callback'), {})
        .expect(200);
      await t.drain();
      expect(subjects(advisor)).toHaveLength(1);
      await t.as(advisor).delete(`/v1/callbacks/${id}/mute`).expect(204);
      expect(await askAnew()).toBe(2);
    });

    it('is one of five at the most', async () => {
      for (let i = 0; i < 5; i++) {
        const other = await t.given.advisor();
        await available(false, other);
        await t.as(user).put(of('callback', other), {}).expect(200);
      }
      expect((await ask().expect(409)).body).toMatchObject({ code: 'too-many-waiting', most: 5 });
    });
  });

  describe.each([
    ['the advisor', 'declined'],
    ['the person', 'withdrawn'],
  ] as const)('a pair of whom %s has blocked the other', (who, ended) => {
    const block = async () => {
      if (who === 'the person')
        await t
          .as(user)
          .put(`/v1/advisors/${t.publicId('advisor', advisor.advisorId)}/block`)
          .expect(200);
      else
        await t.app
          .get(Db)
          .transaction(ctx(), (tx) =>
            t.app.get(Blocks).block(tx, { advisorId: advisor.advisorId, personId: user.id }, 'advisor'),
          );
    };
    const nothingIsTold = () => expect([t.mails.sent, push.sent]).toEqual([[], []]);

    it('sees an advisor who stays away: what is asked for is kept, and nobody is told', async () => {
      await block();
      await t.drain();
      await available(true);
      expect((await t.as(user).put(of('watch')).expect(200)).body.watches).toHaveLength(1);
      const { body } = await t.as(user).put(of('callback'), { note: 'You will regret it' }).expect(200);
      expect(body.callbacks).toMatchObject([{ status: 'open', note: 'You will regret it' }]);
      await available(false);
      await t.as(user).put(of('callback'), { note: 'You will' }).expect(200);
      await available(true);
      await t.drain();
      expect(await asked()).toEqual([]);
      for (const answer of ['ready', 'decline'])
        await t.as(advisor).post(`/v1/callbacks/${body.callbacks[0].id}/${answer}`).expect(409);
      await t.drain();
      expect([await notices(user), await notices(advisor)]).toEqual([[], []]);
      nothingIsTold();
      const { watches, callbacks } = await waiting();
      expect([watches.length, callbacks.length]).toEqual([1, 1]);
    });

    it('has nothing left of what one had asked of the other before, and neither is told', async () => {
      await t.as(user).put(of('watch')).expect(200);
      await t.as(user).put(of('callback'), {}).expect(200);
      await t.drain();
      t.mails.sent = [];
      const [{ id }] = await asked();
      await ready(id as string);
      await t.drain();
      t.mails.sent = [];
      push.sent = [];
      await block();
      expect(await asked()).toEqual([]);
      await t.drain();
      expect(await waiting()).toEqual({ watches: [], callbacks: [] });
      expect(await t.db.query('select status from app.callback where person_id = $1', [user.id])).toEqual([
        { status: ended },
      ]);
      await available(true);
      await t.drain();
      nothingIsTold();
    });

    it('is not told of what was asked a moment before the block and is on its way still', async () => {
      await t.as(user).put(of('callback'), { note: 'You will regret it' }).expect(200);
      await block();
      await t.drain();
      expect(await notices(advisor)).toEqual([]);
      nothingIsTold();
    });

    it('is told like others again when the block is taken back, and others are told all the time', async () => {
      const other = await t.given.user();
      await block();
      await t.as(user).put(of('watch')).expect(200);
      await t.as(other).put(of('watch')).expect(200);
      await available(true);
      await t.drain();
      expect([subjects(user).length, subjects(other).length]).toEqual([0, 1]);
      await available(false);
      await t.db.query('delete from app.block where person_id = $1', [user.id]);
      await available(true);
      await t.drain();
      expect([subjects(user).length, subjects(other).length]).toEqual([1, 1]);
    });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Db } from '@app/kernel';
import { FakeTexts, type TestApp, race, testApp } from '@app/testing';
import { RingJobs } from '../ring.jobs.js';
import { TextBudgets } from './text-budgets.service.js';
import { TextMessage } from './text-message.entity.js';
import { Texts } from './texts.js';

type Advisor = Awaited<ReturnType<TestApp['given']['advisor']>>;
type Actor = Awaited<ReturnType<TestApp['given']['person']>>;

const PHONE = '+4915100000001';
const WRONG = { code: 'wrong-code' };

describe('texts', () => {
  let t: TestApp;
  let advisor: Advisor;
  let caller: Actor;
  const texts = new FakeTexts();
  beforeAll(async () => {
    t = await testApp({ override: (builder) => builder.overrideProvider(Texts).useValue(texts) });
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    advisor = await t.given.advisor();
    caller = await t.given.user({ balanceMinor: 50_000n });
    await t.db.query('delete from graphile_worker._private_jobs');
    await t.db.query('delete from app.text_budget');
    await t.db.query('delete from app.text_day');
    Object.assign(texts, { sent: [], outcomes: [], meanwhile: undefined });
  });

  const numberOf = async (who: Actor = advisor) =>
    (await t.as(who).get('/v1/me/text-number').expect(200)).body.number as Record<string, unknown> | null;
  const add = async (number = PHONE, who: Actor = advisor, channel = 'sms') => {
    await t.as(who).put('/v1/me/text-number', { number, channel, consentVersion: 1 }).expect(200);
    await t.drain();
  };
  const guess = (code: string, who: Actor = advisor) => t.as(who).post('/v1/me/text-number/proof', { code });
  const prove = async (number = PHONE, who: Actor = advisor, channel = 'sms') => {
    await add(number, who, channel);
    await guess(texts.codeFor(number), who).expect(200);
    texts.sent = [];
  };
  const not = (code: string) => String((Number.parseInt(code, 10) + 1) % 1_000_000).padStart(6, '0');
  const budget = async (dailyTexts: number) =>
    t
      .as(await t.given.staff('owner'))
      .put('/v1/staff/texts/budget', { dailyTexts })
      .expect(200);
  const staffView = async () =>
    (
      await t
        .as(await t.given.staff('admin'))
        .get('/v1/staff/texts')
        .expect(200)
    ).body as Record<string, unknown>;
  const ring = async (): Promise<string> => {
    const { body } = await t
      .as(caller)
      .post('/v1/calls', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' })
      .expect(201);
    await t.drain();
    return body.id as string;
  };
  /** Five seconds later. */
  const later = async (): Promise<void> => {
    await t.db.query(
      `update graphile_worker._private_jobs set run_at = now() where task_id = (select id from graphile_worker._private_tasks where identifier = 'notifications.ring_unheard')`,
    );
    await t.drain();
  };
  /** The ring of an advisor without devices and with an open screen that says nothing. */
  const unheard = async (): Promise<string> => {
    const id = await ring();
    await later();
    return id;
  };
  const lines = async (callId: string) =>
    (
      (
        await t
          .as(await t.given.staff('owner'))
          .get(`/v1/staff/calls/${callId}/timeline`)
          .expect(200)
      ).body.entries as { kind: string; data: Record<string, unknown> }[]
    )
      .filter(({ kind, data }) => kind === 'rung' && data['channel'] !== 'mail')
      .map(({ data: { step, channel, outcome } }) => ({ step, channel, outcome }));
  const report = (textId: string, said: object, signature = 'right', licenseeId = advisor.licenseeId) =>
    t
      .http(advisor.host)
      .post(`/webhooks/texts/${t.publicId('licensee', licenseeId)}/${t.publicId('text', textId)}`)
      .set('x-twilio-signature', signature)
      .type('form')
      .send({ report: JSON.stringify(said) });
  const newest = async () =>
    (
      await t.db.query<TextMessage & { provider_id: string }>('select * from app.text_message order by id desc limit 1')
    )[0]!;

  it('a number is added with a consent, proved by the code that it gets, shown masked, and removed', async () => {
    expect((await t.as(advisor).get('/v1/me/text-number').expect(200)).body).toMatchObject({
      channels: ['sms', 'whatsapp'],
      consent: { version: 1, text: expect.stringContaining('STOP') },
      number: null,
    });
    await add();
    expect(await numberOf()).toMatchObject({ masked: '+49 ••• 001', state: 'unproved', channel: 'sms' });
    expect(texts.sent).toMatchObject([{ to: PHONE, channel: 'sms', kind: 'code' }]);
    expect(texts.sent[0]!.validSeconds).toBeLessThanOrEqual(600);
    await guess(texts.codeFor(PHONE)).expect(200);
    expect(await numberOf()).toMatchObject({ state: 'proved', codeExpiresAt: null });
    const rows = await t.db.query<object>('select n.*, m.* from app.text_number n, app.text_message m');
    expect(JSON.stringify(rows)).not.toContain(PHONE.slice(3));
    expect(JSON.stringify(rows)).not.toContain(texts.codeFor(PHONE));
    await t.as(advisor).delete('/v1/me/text-number').expect(204);
    expect(await numberOf()).toBeNull();
    const { body } = await t.as(advisor).get('/v1/me/consents').expect(200);
    expect(body.history).toMatchObject([
      { kind: 'texts', version: 1, granted: false },
      { kind: 'texts', version: 1, granted: true },
    ]);
  });

  it.each([
    ['+49151', '/number'],
    ['+49151000', '/number'],
    ['015100000001', '/number'],
  ])('%s is no number', async (number, pointer) => {
    const { body } = await t
      .as(advisor)
      .put('/v1/me/text-number', { number, channel: 'sms', consentVersion: 1 })
      .expect(422);
    expect(body.errors[0].pointer).toBe(pointer);
  });

  it('a consent to other words than those of now is none', async () => {
    await t.as(advisor).put('/v1/me/text-number', { number: PHONE, channel: 'sms', consentVersion: 2 }).expect(422);
    expect(await numberOf()).toBeNull();
  });

  it('a channel that is not configured is not offered', async () => {
    texts.channels = ['sms'];
    const { body } = await t
      .as(advisor)
      .put('/v1/me/text-number', { number: PHONE, channel: 'whatsapp', consentVersion: 1 })
      .expect(409);
    expect(body).toMatchObject({ code: 'texts-not-offered' });
    texts.channels = ['sms', 'whatsapp'];
  });

  it('codes that are guessed at the same time get five tries together, and then the right one counts no more', async () => {
    await add();
    const code = texts.codeFor(PHONE);
    const answers = await race(20, () => guess(not(code)));
    const left = answers.map((one) => (one.status === 'fulfilled' ? one.value.body.triesLeft : undefined));
    expect(left.filter((one) => typeof one === 'number' && one > 0).sort()).toEqual([1, 2, 3, 4]);
    expect((await guess(code).expect(409)).body).toMatchObject({ ...WRONG, triesLeft: 0 });
    await t.as(advisor).post('/v1/me/text-number/code').expect(200);
    await t.drain();
    expect((await guess(code).expect(409)).body).toMatchObject(WRONG);
    await guess(texts.codeFor(PHONE)).expect(200);
  });

  it('a code counts for ten minutes', async () => {
    await add();
    t.clock.advanceSeconds(601);
    expect((await guess(texts.codeFor(PHONE)).expect(409)).body).toMatchObject({ ...WRONG, triesLeft: 0 });
  });

  it('a code that waits while another number is added is not sent', async () => {
    await t.as(advisor).put('/v1/me/text-number', { number: PHONE, channel: 'sms', consentVersion: 1 }).expect(200);
    await add('+4915100000002');
    expect(texts.sent.map(({ to }) => to)).toEqual(['+4915100000002']);
  });

  it('the budget of a day holds however many ask at once, and codes get half of it', async () => {
    await budget(10);
    const take = (isCode: boolean) =>
      t.app.get(Db).transaction(t.given.ctx(), (tx) => t.app.get(TextBudgets).take(tx, isCode));
    const codes = await race(12, () => take(true));
    expect(codes.filter((one) => one.status === 'fulfilled' && one.value !== undefined)).toHaveLength(5);
    const all = await race(12, () => take(false));
    expect(all.filter((one) => one.status === 'fulfilled' && one.value !== undefined)).toHaveLength(5);
    expect(await staffView()).toMatchObject({ dailyTexts: 10, takenToday: 10 });
    const { body } = await t
      .as(advisor)
      .put('/v1/me/text-number', { number: PHONE, channel: 'sms', consentVersion: 1 })
      .expect(409);
    expect(body).toMatchObject({ code: 'text-budget-spent' });
    expect(await numberOf()).toBeNull();
    // Another licensee has its own.
    const other = await t.given.advisor({ licensee: 'zenith' });
    await add(PHONE, other);
    await t
      .as(await t.given.staff('owner'))
      .put('/v1/staff/texts/budget', { dailyTexts: 501 })
      .expect(422);
    await t
      .as(await t.given.staff('support'))
      .put('/v1/staff/texts/budget', { dailyTexts: 1 })
      .expect(403);
  });

  it('a ring that nobody hears is a text beside the mail, while it rings; it costs what the provider took', async () => {
    await prove();
    const id = await unheard();
    expect(texts.sent).toMatchObject([{ to: PHONE, kind: 'incoming_call', body: expect.stringContaining('/pro/') }]);
    expect(texts.sent[0]!.validSeconds).toBeLessThanOrEqual(45);
    expect(t.mails.to(advisor.email)).toHaveLength(1);
    expect(await lines(id)).toEqual([{ step: 'text', channel: 'sms', outcome: 'sent' }]);
    const text = await newest();
    await report(text.id, { providerId: text.provider_id, outcome: { kind: 'delivered' } }).expect(204);
    // A late report of before changes nothing.
    await report(text.id, { providerId: text.provider_id, outcome: { kind: 'rejected', code: '1' } }).expect(204);
    expect(await lines(id)).toEqual([{ step: 'text', channel: 'sms', outcome: 'delivered' }]);
    expect(await staffView()).toMatchObject({ takenToday: 2, months: [{ texts: 2, segments: 2 }] });
    const operator = await t
      .as(await t.given.operator())
      .get('/v1/operator/licensees')
      .expect(200);
    const usage = (operator.body.data as { id: string; usage: object }[]).find(
      (one) => one.id === t.publicId('licensee', advisor.licenseeId),
    )!.usage;
    expect(usage).toMatchObject({ textsThisMonth: 2, textSegmentsThisMonth: 2 });
  });

  it('a ring that was heard in between is no text, and the topic switches it off', async () => {
    await prove();
    const id = await ring();
    await t.as(advisor).post(`/v1/calls/${id}/heard`).expect(204);
    await later();
    expect(texts.sent).toEqual([]);
    await t.as(caller).post(`/v1/calls/${id}/cancel`).expect(200);
    await t.drain();
    texts.sent = [];
    await t
      .as(advisor)
      .patch('/v1/me/notification-preferences', {
        changes: [{ topic: 'incoming_calls', channel: 'text', isOn: false }],
      })
      .expect(200);
    await unheard();
    expect(texts.sent).toEqual([]);
  });

  it('a text that waits is not sent when the call is taken first, and its place in the budget is free again', async () => {
    await prove();
    const id = await ring();
    await t.app
      .get(RingJobs)
      .unheard(t.given.ctx(), { callId: t.parseId('call', id)!, personId: advisor.id, step: 'push' });
    expect(await staffView()).toMatchObject({ takenToday: 2 });
    await t.as(advisor).post(`/v1/calls/${id}/accept`).expect(200);
    await t.drain();
    expect(texts.sent).toEqual([]);
    expect(await lines(id)).toEqual([{ step: 'text', channel: 'sms', outcome: 'dropped' }]);
    expect(await staffView()).toMatchObject({ takenToday: 1 });
  });

  it('an unproved number gets nothing but its code', async () => {
    await add();
    texts.sent = [];
    await unheard();
    expect(texts.sent).toEqual([]);
  });

  it('a missed call is one text, and none again for ten minutes', async () => {
    await prove();
    for (let index = 0; index < 2; index++) {
      const id = await ring();
      await t.as(caller).post(`/v1/calls/${id}/cancel`).expect(200);
      await t.drain();
    }
    expect(texts.sent.map(({ kind }) => kind)).toEqual(['missed_call']);
    const id = await ring();
    await t.as(advisor).post(`/v1/calls/${id}/decline`).expect(200);
    await t.drain();
    expect(texts.sent).toHaveLength(1);
  });

  it('STOP switches the channel off, with the reason, until it is proved again', async () => {
    await prove();
    texts.outcomes = [{ kind: 'stopped', code: '21610' }];
    const id = await unheard();
    expect(await lines(id)).toEqual([{ step: 'text', channel: 'sms', outcome: 'dead' }]);
    expect(await numberOf()).toMatchObject({ state: 'off', offReason: 'stopped' });
    await t.as(caller).post(`/v1/calls/${id}/cancel`).expect(200);
    await t.drain();
    expect(texts.sent).toEqual([]);
    await t.as(advisor).post('/v1/me/text-number/code').expect(200);
    await t.drain();
    await guess(texts.codeFor(PHONE)).expect(200);
    expect(await numberOf()).toMatchObject({ state: 'proved', offReason: null });
  });

  it('a report switches it off too; one of another number, another text, a stranger or another licensee does not', async () => {
    await prove();
    await unheard();
    const text = await newest();
    const stopped = { providerId: text.provider_id, outcome: { kind: 'stopped', code: '21610' } };
    expect((await report(text.id, stopped, 'wrong').expect(400)).body).toMatchObject({
      code: 'invalid-text-signature',
    });
    await report(text.id, { ...stopped, providerId: 'SM-of-another' }).expect(204);
    await report(text.id, stopped, 'right', t.licensees.zenith.id).expect(204);
    expect(await numberOf()).toMatchObject({ state: 'proved' });
    await report(text.id, stopped).expect(204);
    expect(await numberOf()).toMatchObject({ state: 'off', offReason: 'stopped' });
  });

  it('what the provider may have taken is not sent again; what it has not is, while there is time', async () => {
    await prove();
    texts.outcomes = [{ kind: 'unknown', code: 'timeout' }];
    const id = await unheard();
    await t.drain();
    expect(texts.sent).toEqual([]);
    expect(await lines(id)).toEqual([{ step: 'text', channel: 'sms', outcome: 'unknown' }]);
    await t.as(caller).post(`/v1/calls/${id}/cancel`).expect(200);
    texts.outcomes = [{ kind: 'retry', afterSeconds: 3, code: 'status 429' }];
    await t.drain();
    expect(texts.sent).toEqual([]);
    await t.db.query(`update graphile_worker._private_jobs set run_at = now()`);
    await t.drain();
    expect(texts.sent.map(({ kind }) => kind)).toEqual(['missed_call']);
  });

  it('a worker that dies while it sends leaves a text that nobody sends again', async () => {
    await prove();
    texts.meanwhile = () => Promise.reject(new Error('killed'));
    await unheard();
    texts.meanwhile = undefined;
    await t.db.query(`update graphile_worker._private_jobs set run_at = now()`);
    await t.drain();
    expect(texts.sent).toEqual([]);
    expect(await newest()).toMatchObject({ status: 'failed', failure: 'cut_off' });
  });

  it('one number at two licensees is two, and neither sees the other', async () => {
    const other = await t.given.advisor({ licensee: 'zenith' });
    await prove();
    expect(await numberOf(other)).toBeNull();
    await prove(PHONE, other, 'whatsapp');
    await t.as(advisor).delete('/v1/me/text-number').expect(204);
    expect(await numberOf(other)).toMatchObject({ state: 'proved', channel: 'whatsapp' });
    await unheard();
    expect(texts.sent).toEqual([]);
  });

  it('only numbers that are proved have topics for texts', async () => {
    const topics = async () =>
      (
        (await t.as(advisor).get('/v1/me/notification-preferences').expect(200)).body.topics as {
          topic: string;
          channel: string;
        }[]
      ).filter(({ channel }) => channel === 'text');
    expect(await topics()).toEqual([]);
    await prove();
    expect((await topics()).map(({ topic }) => topic)).toEqual(['incoming_calls', 'missed_calls']);
  });

  it('numbers that nobody proved are forgotten', async () => {
    await add();
    await t.db.query(`update app.text_number set created_at = now() - interval '25 hours'`);
    await t.run('notifications.forget');
    expect(await numberOf()).toBeNull();
  });

  it('numbers to which no text goes any more are forgotten after ninety days', async () => {
    await add();
    const off = (days: number) =>
      t.db.query(
        `update app.text_number set proved_at = now(), code_hash = null, code_expires_at = null, code_text_id = null, off_reason = 'stopped',
           off_at = now() - $1 * interval '1 day'`,
        [days],
      );
    await off(89);
    await t.run('notifications.forget');
    expect(await numberOf()).toMatchObject({ offReason: 'stopped' });
    await off(91);
    await t.run('notifications.forget');
    expect(await numberOf()).toBeNull();
  });
});

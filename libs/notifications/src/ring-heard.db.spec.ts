import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { newId } from '@app/kernel';
import { type TestApp, testApp } from '@app/testing';
import { Push, type PushMessage, type PushOutcome, type PushTarget } from './push.js';
import { RingJobs } from './ring.jobs.js';

type Advisor = Awaited<ReturnType<TestApp['given']['advisor']>>;
type Actor = Awaited<ReturnType<TestApp['given']['person']>>;

class RecordingPush extends Push {
  sent: { value: string; message: PushMessage }[] = [];
  async send({ value }: PushTarget, message: PushMessage): Promise<PushOutcome> {
    this.sent.push({ value, message });
    return { kind: 'delivered' };
  }
  take() {
    const sent = this.sent.sort((a, b) => a.value.localeCompare(b.value));
    this.sent = [];
    return sent;
  }
}

describe('a ring that nobody has heard', () => {
  let t: TestApp;
  const push = new RecordingPush();
  let caller: Actor;
  let advisor: Advisor;
  beforeAll(async () => {
    t = await testApp({ override: (builder) => builder.overrideProvider(Push).useValue(push) });
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    caller = await t.given.user({ balanceMinor: 50_000n });
    advisor = await t.given.advisor();
    await t.db.query('delete from graphile_worker._private_jobs');
    push.take();
  });

  const device = async (name: string, who: Actor = advisor) => {
    const pushValue = `${name}-${randomBytes(6).toString('hex')}`;
    const body = { platform: 'android', pushKind: 'fcm_token', pushValue, model: name };
    return { pushValue, id: (await t.as(who).post('/v1/devices', body).expect(201)).body.id as string };
  };
  const ring = async (): Promise<string> => {
    const { body } = await t
      .as(caller)
      .post('/v1/calls', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' })
      .expect(201);
    await t.drain();
    return body.id as string;
  };
  const waits = () =>
    t.db.query<{ seconds: number }>(
      `select extract(epoch from run_at - now())::float8 as seconds from graphile_worker.jobs where task_identifier = 'notifications.ring_unheard'`,
    );
  /** Five seconds later. */
  const later = async (): Promise<void> => {
    await t.db.query(
      `update graphile_worker._private_jobs set run_at = now() where task_id = (select id from graphile_worker._private_tasks where identifier = 'notifications.ring_unheard')`,
    );
    await t.drain();
  };
  const hear = (token: unknown, host = advisor.host) => t.http(host).post('/v1/rings/heard').send({ token });
  const steps = () => push.take().map(({ value, message }) => [value.split('-')[0], message.alert ? 'alert' : 'push']);
  const mails = () => t.mails.to(advisor.email);
  const timeline = async (callId: string) =>
    (
      (
        await t
          .as(await t.given.staff('owner'))
          .get(`/v1/staff/calls/${callId}/timeline`)
          .expect(200)
      ).body.entries as { kind: string; data: Record<string, unknown> }[]
    ).filter(({ kind }) => kind === 'rung' || kind === 'heard');

  it('is tried on the next channel after five seconds: a push, a push that the system shows, a mail, and then no more', async () => {
    await device('phone');
    await device('tablet');
    const id = await ring();
    expect(steps()).toEqual([
      ['phone', 'push'],
      ['tablet', 'push'],
    ]);
    const [wait, ...more] = await waits();
    expect(more).toEqual([]);
    expect(wait!.seconds).toBeGreaterThan(0);
    expect(wait!.seconds).toBeLessThanOrEqual(5);
    await later();
    const alerts = push.take();
    expect(alerts.map(({ message }) => message.alert)).toEqual([
      { title: 'Aurora Advice', body: 'Incoming call' },
      { title: 'Aurora Advice', body: 'Incoming call' },
    ]);
    expect(JSON.stringify(alerts)).not.toContain('Guest');
    expect(mails()).toEqual([]);
    await later();
    expect(steps()).toEqual([]);
    expect(mails().map(({ subject }) => subject)).toEqual(['Aurora Advice: somebody is calling you now']);
    // By name, as every other mail.
    expect(mails()[0]!.text).toMatch(/^Hello [^,\s]/);
    await later();
    expect([steps(), mails().length]).toEqual([[], 1]);
    const tried = (await timeline(id)).map(({ kind, data }) => [kind, data['step'], data['channel'], data['device']]);
    expect(tried.map((one) => one[1])).toEqual(['push', 'push', 'alert', 'alert', 'mail']);
    // Devices of one step go out together, in no order.
    expect(tried.map(String).sort()).toEqual([
      'rung,alert,fcm,phone',
      'rung,alert,fcm,tablet',
      'rung,mail,mail,',
      'rung,push,fcm,phone',
      'rung,push,fcm,tablet',
    ]);
  });

  it('is left alone once one device has said that it rings, and the timeline of the call says which', async () => {
    await device('phone');
    const { id: deviceId } = await device('tablet');
    const id = await ring();
    const token = push.take()[1]!.message.data['token'];
    const { body } = await hear(token).expect(200);
    expect(body).toMatchObject({
      callId: id,
      status: 'ringing',
      medium: 'voice',
      brand: 'Aurora Advice',
      locale: 'en',
    });
    expect(body.callerAlias).toMatch(/^Guest [0-9A-HJKMNP-TV-Z]{6}$/);
    await hear(token).expect(200);
    const { data: devices } = (await t.as(advisor).get('/v1/devices').expect(200)).body;
    const proved = (devices as { id: string; provedAt: string | null }[]).filter(({ provedAt }) => provedAt !== null);
    expect(proved.map((one) => one.id)).toEqual([deviceId]);
    await later();
    await later();
    expect([steps(), mails()]).toEqual([[], []]);
    const heard = (await timeline(id)).filter(({ kind }) => kind === 'heard');
    expect(heard.map(({ data }) => data)).toEqual([
      { step: 'push', channel: 'fcm', deviceId, device: 'tablet', outcome: 'delivered' },
    ]);
  });

  it('is left alone once an open screen has said that it rings', async () => {
    await device('phone');
    const id = await ring();
    push.take();
    await t.as(advisor).post(`/v1/calls/${id}/heard`).expect(204);
    await t.as(advisor).post(`/v1/calls/${id}/heard`).expect(204);
    await later();
    expect([steps(), mails()]).toEqual([[], []]);
    expect((await timeline(id)).filter(({ kind }) => kind === 'heard').map(({ data }) => data['channel'])).toEqual([
      'live',
    ]);
  });

  it('of an advisor without a device goes to the mail after five seconds, and without one whose topic is off', async () => {
    await ring();
    await later();
    expect(mails()).toHaveLength(1);
    advisor = await t.given.advisor();
    await t
      .as(advisor)
      .patch('/v1/me/notification-preferences', {
        changes: [{ topic: 'incoming_calls', channel: 'mail', isOn: false }],
      })
      .expect(200);
    caller = await t.given.user({ balanceMinor: 50_000n });
    const id = await ring();
    await later();
    expect(mails()).toEqual([]);
    // Nor does the timeline say that one was tried.
    expect(await timeline(id)).toEqual([]);
  });

  it.each(['accept', 'decline', 'cancel'] as const)('is not tried any further after the %s', async (act) => {
    await device('phone');
    const id = await ring();
    push.take();
    await t
      .as(act === 'cancel' ? caller : advisor)
      .post(`/v1/calls/${id}/${act}`)
      .expect(200);
    await t.drain();
    push.take();
    await later();
    expect([steps(), mails()]).toEqual([[], []]);
  });

  it('is mailed no more when the mail server takes it only after the ring', async () => {
    await ring();
    t.mails.outcomes.push({ kind: 'retry', code: '451' });
    await later();
    t.clock.advanceSeconds(61);
    await t.db.query('update graphile_worker._private_jobs set run_at = now()');
    await t.drain();
    expect(mails()).toEqual([]);
    const [row] = await t.db.query('select status from app.mail_message where to_address = $1', [advisor.email]);
    expect(row).toEqual({ status: 'dropped' });
  });

  it('is rung once when the event is told twice', async () => {
    await device('phone');
    const call = t.parseId('call', await ring())!;
    expect(steps()).toHaveLength(1);
    const data = { callId: call, advisorPersonId: advisor.id } as Parameters<RingJobs['ring']>[1]['data'];
    const told = { id: newId(), type: 'call.requested', occurredAt: new Date().toISOString(), data };
    await t.app.get(RingJobs).ring(t.given.ctx(), told);
    await t.drain();
    expect(steps()).toEqual([]);
    expect(await waits()).toHaveLength(1);
  });

  it.each([
    ['accept', 'over'],
    ['decline', 'over'],
    ['cancel', 'missed'],
  ] as const)('that comes late, after the %s, is told as %s and not noted as heard', async (act, status) => {
    await device('phone');
    const id = await ring();
    const token = push.take()[0]!.message.data['token'];
    await t
      .as(act === 'cancel' ? caller : advisor)
      .post(`/v1/calls/${id}/${act}`)
      .expect(200);
    expect((await hear(token).expect(200)).body).toMatchObject({ callId: id, status });
    expect((await timeline(id)).map(({ kind }) => kind)).toEqual(['rung']);
  });

  describe('the token of a push', () => {
    it('is worth nothing at another licensee, made up, after ten minutes, or on a device that is not the advisor’s any more', async () => {
      const { id: deviceId } = await device('phone');
      await ring();
      const token = push.take()[0]!.message.data['token'];
      await hear(token, t.licensees.zenith.host).expect(404);
      await hear(randomBytes(16).toString('base64url')).expect(404);
      t.clock.advanceSeconds(300);
      expect((await hear(token).expect(200)).body).toMatchObject({ status: 'missed' });
      t.clock.advanceSeconds(400);
      await hear(token).expect(404);
      t.clock.reset();
      await hear(token).expect(200);
      await t.as(advisor).delete(`/v1/devices/${deviceId}`).expect(204);
      await hear(token).expect(404);
    });

    it('does not lead to whoever has the phone now', async () => {
      const { pushValue } = await device('phone');
      await ring();
      const token = push.take()[0]!.message.data['token'];
      const successor = await t.given.advisor();
      const body = { platform: 'android', pushKind: 'fcm_token', pushValue };
      await t.as(successor).post('/v1/devices', body).expect(201);
      await hear(token).expect(404);
    });
  });

  it('is heard on a screen of its own advisor alone', async () => {
    const id = await ring();
    await t
      .as(await t.given.advisor())
      .post(`/v1/calls/${id}/heard`)
      .expect(404);
    await t
      .as(await t.given.advisor({ licensee: 'zenith' }))
      .post(`/v1/calls/${id}/heard`)
      .expect(404);
    await t
      .as(advisor)
      .post(`/v1/calls/${t.publicId('call', newId())}/heard`)
      .expect(404);
    await t.as(caller).post(`/v1/calls/${id}/heard`).expect(403);
    expect(await timeline(id)).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@app/kernel';
import { type Actor, type TestApp, runningCall, talk, testApp } from '@app/testing';
import { identityOf, roomOf } from './call-rooms.service.js';

interface Entry {
  at: string;
  kind: string;
  text: string;
  data: Record<string, unknown>;
}

describe('the timeline of a call', () => {
  let t: TestApp;
  let owner: Actor;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
  });
  afterAll(() => t.close());

  const timeline = async (id: string, who: Actor = owner): Promise<Entry[]> =>
    (await t.as(who).get(`/v1/staff/calls/${id}/timeline`).expect(200)).body.entries;

  it('tells all of it in order: ring, media, pause, extension, warning, end, money, refund, report, audit, with ids that link', async () => {
    const user = await t.given.user({ balanceMinor: 4_000n });
    const advisor = await t.given.advisor({ voiceRateMinor: 600n });
    const id = await runningCall(t, user, advisor);
    const uuid = t.parseId('call', id)!;
    await talk(t, 60);
    // The caller is lost for a while.
    t.rooms.leave(roomOf(uuid), identityOf(uuid, 'caller'));
    for (let i = 0; i < 3; i++) {
      t.clock.advanceSeconds(5);
      await t.run('calling.media_sweep');
    }
    t.rooms.join(roomOf(uuid), identityOf(uuid, 'caller'));
    await t.run('calling.media_sweep');
    // 4000 buys 400 s: an extension from 300 s, then the warnings, then the end of the money.
    await talk(t, 290);
    await t.as(user).post(`/v1/calls/${id}/report`, { kind: 'billing', text: 'Too dear' }).expect(201);
    t.clock.advanceSeconds(1);
    await t.as(owner).post(`/v1/calls/${id}/end`, { reason: 'Test' }).expect(200);
    t.clock.advanceSeconds(30);
    await t.run('calling.due');
    const refund = await t.as(owner).post(`/v1/calls/${id}/refund`, { amountMinor: 90, reason: 'Sorry' }).expect(201);

    const entries = await timeline(id);
    expect(entries.map(({ at }) => at)).toEqual([...entries.map(({ at }) => at)].sort());
    const kinds = entries.map(({ kind }) => kind);
    const story = kinds.filter((kind) => kind !== 'extended' && kind !== 'warned'); // those two have the database's clock, which no spec moves
    expect(story).toEqual([
      'requested',
      'ring',
      'accepted',
      'media_active',
      'paused',
      'resumed',
      'reported',
      'ended',
      'audit',
      'settled',
      'refunded',
      'audit',
    ]);
    expect(kinds).toEqual(expect.arrayContaining(['extended', 'warned']));
    const of = (kind: string) => entries.find((entry) => entry.kind === kind)!.data;
    expect(of('extended')).toMatchObject({ addedMinor: 1000, heldMinor: 4000 });
    expect(of('warned')).toMatchObject({ secondsLeft: expect.any(Number) });
    expect(of('paused')).toMatchObject({ cause: 'network_caller' });
    expect(of('ended')).toMatchObject({ endReason: 'admin_terminated' });
    expect(of('refunded')).toMatchObject({
      refundId: refund.body.id,
      transactionId: refund.body.transactionId,
      amountMinor: 90,
    });
    const { body: money } = await t.as(owner).get(`/v1/calls/${id}/money`).expect(200);
    const settled = of('settled');
    expect(settled).toMatchObject({ transactionId: money.transactionId, priceMinor: money.priceMinor, ...money.split });
    const receipt = (await t.as(owner).get(`/v1/calls/${id}/receipt`).expect(200)).body.receipt;
    expect(settled['receiptId']).toBe(receipt.id);
    expect(entries.filter(({ kind }) => kind === 'audit').map(({ data }) => data['action'])).toEqual([
      'call.terminated',
      'call.refunded',
    ]);
    // The meter's pauses are the timeline's.
    const view = (await t.as(owner).get(`/v1/calls/${id}`).expect(200)).body;
    expect(view.pauses).toEqual([
      {
        from: entries.find(({ kind }) => kind === 'paused')!.at,
        to: entries.find(({ kind }) => kind === 'resumed')!.at,
        cause: 'network_caller',
      },
    ]);
  });

  it('shows a pause that lasts, and until when it lasted once the call has ended in it', async () => {
    const user = await t.given.user({ balanceMinor: 5_000n });
    const advisor = await t.given.advisor();
    const id = await runningCall(t, user, advisor);
    await talk(t, 30);
    const uuid = t.parseId('call', id)!;
    t.rooms.leave(roomOf(uuid), identityOf(uuid, 'caller'));
    const pauses = async () => (await timeline(id)).filter(({ kind }) => kind === 'paused').map(({ data }) => data);
    await t.run('calling.media_sweep');
    await t.run('calling.media_sweep');
    expect(await pauses()).toEqual([{ cause: 'network_caller', until: null }]);
    t.clock.advanceSeconds(10);
    const { body } = await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
    expect(await pauses()).toEqual([{ cause: 'network_caller', until: body.endedAt }]);
  });

  it('shows media events, and a call that nobody answered', async () => {
    const user = await t.given.user({ balanceMinor: 5_000n });
    const advisor = await t.given.advisor();
    const id = await runningCall(t, user, advisor);
    const uuid = t.parseId('call', id)!;
    for (const [type, side] of [
      ['participant_joined', 'caller'],
      ['participant_left', 'advisor'],
    ] as const)
      await t.db.query(
        `insert into app.livekit_event (licensee_id, id, event_id, call_id, type, sid, identity, created_at, payload) values ($1, $2, $3, $4, $5, 'PA_1', $6, now(), '{}')`,
        [user.licenseeId, newId(), `EV_${type}`, uuid, type, identityOf(uuid, side)],
      );
    const entries = await timeline(id);
    expect(entries).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'joined',
          data: expect.objectContaining({ side: 'caller', mediaEvent: 'EV_participant_joined' }),
        }),
        expect.objectContaining({ kind: 'left', data: expect.objectContaining({ side: 'advisor' }) }),
      ]),
    );
    const other = await t.given.user({ balanceMinor: 5_000n });
    const late = await t.given.advisor();
    const { body } = await t
      .as(other)
      .post('/v1/calls', { advisorId: t.publicId('advisor', late.advisorId), medium: 'voice' })
      .expect(201);
    t.clock.advanceSeconds(46);
    await t.run('calling.due');
    const missed = await timeline(body.id);
    expect(missed.map(({ kind }) => kind)).toEqual(['requested', 'ring', 'ended', 'settled']);
    expect(missed.at(-1)!.data).toMatchObject({ priceMinor: 0, transactionId: null, receiptId: null });
  });

  it('is for owner, admin, finance and support of the licensee', async () => {
    const user = await t.given.user({ balanceMinor: 5_000n });
    const advisor = await t.given.advisor();
    const id = await runningCall(t, user, advisor);
    for (const role of ['admin', 'finance', 'support'] as const)
      expect(await timeline(id, await t.given.staff(role))).toHaveLength(4);
    for (const who of [user, advisor, await t.given.staff('analyst')])
      await t.as(who).get(`/v1/staff/calls/${id}/timeline`).expect(403);
    await t
      .as(await t.given.staff('owner', 'zenith'))
      .get(`/v1/staff/calls/${id}/timeline`)
      .expect(404);
    await t
      .as(owner)
      .get(`/v1/staff/calls/${t.publicId('call', newId())}/timeline`)
      .expect(404);
  });
});

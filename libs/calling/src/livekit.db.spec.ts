import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccessToken } from 'livekit-server-sdk';
import { type Actor, type TestApp, testApp } from '@app/testing';
import { identityOf, roomOf } from './call-rooms.service.js';

describe('media events', () => {
  let t: TestApp;
  let call: { id: string; uuid: string; user: Actor; advisor: Actor };
  beforeAll(async () => {
    t = await testApp({
      realRooms: true,
      env: { LIVEKIT_PREVIOUS_API_SECRET: 'the secret before the last rotation, 32' },
    });
    const user = await t.given.user({ balanceMinor: 5000n });
    const advisor = await t.given.advisor();
    const { body } = await t
      .as(user)
      .post('/v1/calls', { advisorId: t.publicId('advisor', advisor.advisorId), medium: 'voice' })
      .expect(201);
    await t.as(advisor).post(`/v1/calls/${body.id}/accept`).expect(200); // the media server is down: accepting must not need it
    call = { id: body.id, uuid: t.parseId('call', body.id)!, user, advisor };
  });
  afterAll(() => t.close());

  let count = 0;
  const event = (type: string, extra: object = {}) => ({
    event: type,
    id: `EV_${++count}`,
    createdAt: String(Math.floor(Date.now() / 1000)),
    room: { sid: 'RM_1', name: roomOf(call.uuid), turnPassword: 'turn canary' },
    ...extra,
  });
  const participant = (side: 'caller' | 'advisor', sid: string, extra: object = {}) => ({
    participant: { sid, identity: identityOf(call.uuid, side), state: 'ACTIVE', ...extra },
  });
  const sign = async (body: string, secret = t.config.LIVEKIT_API_SECRET, key = t.config.LIVEKIT_API_KEY) => {
    const token = new AccessToken(key, secret);
    token.sha256 = createHash('sha256').update(body).digest('base64');
    return token.toJwt();
  };
  const post = (body: string, authorization: string) =>
    t
      .http('127.0.0.1')
      .post('/webhooks/livekit')
      .set('content-type', 'application/webhook+json')
      .set('authorization', authorization)
      .send(body);
  const deliver = async (content: object, secret?: string) => {
    const body = JSON.stringify(content);
    return post(body, await sign(body, secret));
  };
  const stored = () =>
    t.db.query<{ event_id: string; payload: unknown }>('select event_id, payload from app.livekit_event order by id');
  const state = async () => (await t.as(call.user).get(`/v1/calls/${call.id}`)).body;

  it('without a valid signature change nothing', async () => {
    const body = JSON.stringify(event('participant_joined', participant('caller', 'PA_x')));
    const good = await sign(body);
    const ticket = await new AccessToken(t.config.LIVEKIT_API_KEY, t.config.LIVEKIT_API_SECRET, {
      identity: 'x',
    }).toJwt();
    for (const [text, authorization] of [
      [`${body} `, good],
      [body, `Bearer ${good}`],
      [body, ticket],
      [body, await sign(body, 'another secret that is 32 characters')],
      [body, await sign(body, undefined, 'otherkey')],
      [body, 'nonsense'],
    ] as const) {
      const answer = await post(text, authorization);
      expect([answer.status, answer.body.code]).toEqual([401, 'invalid-media-signature']);
    }
    expect(await stored()).toEqual([]);
  });

  it('start the meter when both sides joined, in any order and however often they come', async () => {
    const advisorJoined = event('participant_joined', participant('advisor', 'PA_a'));
    const callerJoined = event('participant_joined', participant('caller', 'PA_c'));
    for (const one of [advisorJoined, advisorJoined, callerJoined, callerJoined, advisorJoined])
      expect((await deliver(one)).status).toBe(200);
    expect(await stored()).toHaveLength(2);
    await t.drain();
    expect(await state()).toMatchObject({ status: 'in_progress' });
    const [row] = await t.db.query<{ n: bigint }>('select count(*) as n from app.call_segment');
    expect(String(row!.n)).toBe('1');
  });

  it('are kept without the secret of the relay', async () => {
    expect(JSON.stringify(await stored())).not.toContain('turn canary');
    expect(JSON.stringify(await stored())).toContain('[redacted]');
  });

  it('of recorders, of unknown rooms and of other types are taken and change nothing', async () => {
    expect(
      (await deliver(event('participant_left', { participant: { sid: 'PA_r', identity: 'recorder' } }))).status,
    ).toBe(200);
    expect(
      (
        await deliver({
          ...event('participant_joined', participant('caller', 'PA_z')),
          room: { name: `call_${call.uuid.replace(/^./, 'f')}` },
        })
      ).status,
    ).toBe(200);
    expect((await deliver({ ...event('room_started'), room: { name: 'somebody else' } })).status).toBe(200);
    expect((await deliver(event('track_published', participant('caller', 'PA_c')))).status).toBe(200);
    await t.drain();
    expect(await state()).toMatchObject({ status: 'in_progress' });
  });

  it('signed with the secret before the last rotation still count', async () => {
    const lost = event('participant_left', participant('caller', 'PA_c', { disconnectReason: 'CONNECTION_TIMEOUT' }));
    expect((await deliver(lost, t.config.LIVEKIT_PREVIOUS_API_SECRET)).status).toBe(200);
    await t.drain();
    expect(await state()).toMatchObject({ status: 'reconnecting', waitingFor: 'caller' });
  });

  it('that cannot be stored are refused, so that the media server sends them again', async () => {
    await t.db.query('alter table app.livekit_event rename to livekit_event_away');
    const joined = event('participant_joined', participant('caller', 'PA_c2'));
    expect((await deliver(joined)).status).toBe(500);
    await t.db.query('alter table app.livekit_event_away rename to livekit_event');
    expect((await deliver(joined)).status).toBe(200);
    await t.drain();
    expect(await state()).toMatchObject({ status: 'in_progress' });
  });
});

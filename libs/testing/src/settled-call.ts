import { publicId } from '@app/kernel';
import { identityOf, roomOf } from '@app/calling';
import type { Actor, TestApp } from './test-app.js';

/** A call from the request to the settlement, three minutes long, whose hold was extended. The clock is reset afterwards. @returns its UUID. */
export async function settledCall(t: TestApp, user: Actor, advisor: Actor & { advisorId: string }): Promise<string> {
  const { body } = await t
    .as(user)
    .post('/v1/calls', { advisorId: publicId('advisor', advisor.advisorId), medium: 'voice' })
    .expect(201);
  const id = t.parseId('call', body.id as string)!;
  await t.as(advisor).post(`/v1/calls/${body.id}/accept`).expect(200);
  for (const side of ['caller', 'advisor'] as const) {
    await t
      .as(side === 'caller' ? user : advisor)
      .post(`/v1/calls/${body.id}/join`)
      .expect(200);
    t.rooms.join(roomOf(id), identityOf(id, side));
  }
  await t.run('calling.media_sweep');
  for (let i = 0; i < 12; i++) {
    t.clock.advanceSeconds(5);
    await t.run('calling.media_sweep');
  }
  // Late enough for the held money to be extended.
  t.clock.advanceSeconds(115);
  await t.run('calling.media_sweep');
  await t.run('calling.due');
  await t.as(user).post(`/v1/calls/${body.id}/end`).expect(200);
  await t.as(advisor).post(`/v1/calls/${body.id}/end`).expect(200);
  t.clock.reset();
  return id;
}

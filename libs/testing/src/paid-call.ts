import { identityOf, roomOf } from '@app/calling';
import { publicId } from '@app/kernel';
import type { Actor, TestApp } from './test-app.js';

/** A call in which both are connected. Its seconds are those of {@link talk} alone. @returns the public id */
export async function runningCall(
  t: TestApp,
  user: Actor,
  advisor: Actor & { advisorId: string },
  wish: object = {},
): Promise<string> {
  const { body } = await t
    .as(user)
    .post('/v1/calls', { advisorId: publicId('advisor', advisor.advisorId), medium: 'voice', ...wish })
    .expect(201);
  const id = (body as { id: string }).id;
  const uuid = t.parseId('call', id)!;
  await t.as(advisor).post(`/v1/calls/${id}/accept`).expect(200);
  for (const [side, person] of [
    ['caller', user],
    ['advisor', advisor],
  ] as const) {
    await t.as(person).post(`/v1/calls/${id}/join`).expect(200);
    t.rooms.join(roomOf(uuid), identityOf(uuid, side));
  }
  await t.run('calling.media_sweep');
  return id;
}

/** Time goes by in a running call, as the worker sees it. */
export async function talk(t: TestApp, seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 30) {
    t.clock.advanceSeconds(Math.min(30, left));
    await t.run('calling.due');
    await t.run('calling.media_sweep');
  }
}

/** A call from request to receipt. The clock moves on by its length. @returns the public id */
export async function paidCall(
  t: TestApp,
  user: Actor,
  advisor: Actor & { advisorId: string },
  seconds = 60,
  wish: object = {},
): Promise<string> {
  const id = await runningCall(t, user, advisor, wish);
  await talk(t, seconds);
  await t.as(user).post(`/v1/calls/${id}/end`).expect(200);
  await t.as(advisor).post(`/v1/calls/${id}/end`).expect(200);
  t.clock.release();
  return id;
}

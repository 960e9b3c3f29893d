import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { identityOf, roomOf } from '@app/calling';
import {
  type Actor,
  type TestApp,
  acceptedBooking,
  clockTo,
  signedInAgain,
  slotIn,
  takesBookings,
  testApp,
} from '@app/testing';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 60;

describe('a block between the two of a booking', () => {
  let t: TestApp;
  let ada: Advisor;
  let lea: Actor;
  let id: string;
  let startsAt: string;
  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    ada = await t.given.advisor({ voiceRateMinor: 200n });
    await takesBookings(t, ada);
    lea = await t.given.user({ balanceMinor: 20_000n });
    startsAt = slotIn(t, 2 * DAY);
    id = await acceptedBooking(t, lea, ada, startsAt);
  });

  const goTo = async (seconds: number): Promise<void> => {
    clockTo(t, startsAt, seconds);
    ada = await signedInAgain(t, ada);
    lea = await signedInAgain(t, lea);
  };
  const show = async () => (await t.as(lea).get(`/v1/bookings/${id}`).expect(200)).body;
  const start = (who: Actor) => t.as(who).post(`/v1/bookings/${id}/start`);
  const userBlocks = async (): Promise<string> =>
    (
      await t
        .as(lea)
        .put(`/v1/advisors/${t.publicId('advisor', ada.advisorId)}/block`)
        .expect(200)
    ).body.id;
  const wallet = async () => {
    const { paid, held } = await t.wallet(lea);
    return { paid, held };
  };

  it('costs the user who blocks what it costs to cancel, also when they take the block back', async () => {
    await goTo(-30 * 60);
    const block = await userBlocks();
    await t.as(lea).delete(`/v1/me/blocks/${block}`).expect(204);
    await t.drain();
    expect(await show()).toMatchObject({ status: 'cancelled', cancelledBy: 'user', keptMinor: 6000 });
    expect(await wallet()).toEqual({ paid: 14_000n, held: 0n });
    expect(await t.violations()).toEqual([]);
  });

  it('costs the user the fee after the start: the advisor, who is locked out, need not be seen', async () => {
    await goTo(1);
    await userBlocks();
    expect((await start(ada).expect(409)).body.code).toBe('advisor-unavailable');
    await t.drain();
    expect(await show()).toMatchObject({ status: 'no_show', noShowBy: 'user', keptMinor: 3000 });
    expect(await wallet()).toEqual({ paid: 17_000n, held: 0n });
  });

  it('brings the advisor who blocks nothing, although they were in the room before', async () => {
    await goTo(1);
    await start(ada).expect(200);
    const call = (await show()).callId as string;
    const uuid = t.parseId('call', call)!;
    await t.as(ada).post(`/v1/calls/${call}/join`).expect(200);
    t.rooms.join(roomOf(uuid), identityOf(uuid, 'advisor'));
    await t.run('calling.media_sweep');
    await t.as(ada).post(`/v1/calls/${call}/end`).expect(200);
    t.clock.advanceSeconds(30);
    await t.run('calling.due');
    await t.drain();
    expect((await show()).status).toBe('accepted');
    await t.as(ada).put(`/v1/calls/${call}/block`).expect(200);
    expect((await start(lea).expect(409)).body.code).toBe('advisor-unavailable');
    await t.drain();
    expect(await show()).toMatchObject({ status: 'cancelled', cancelledBy: 'advisor', keptMinor: 0 });
    expect(await wallet()).toEqual({ paid: 20_000n, held: 0n });
  });

  it('waits for a call that is made already, and is remembered when nobody met in it', async () => {
    await goTo(1);
    await start(lea).expect(200);
    const call = (await show()).callId as string;
    await t.as(ada).put(`/v1/calls/${call}/block`).expect(200);
    await t.drain();
    expect((await show()).status).toBe('started');
    t.clock.advanceSeconds(60);
    await t.run('calling.due'); // nobody answers
    await t.drain();
    expect(await show()).toMatchObject({ status: 'cancelled', cancelledBy: 'advisor', keptMinor: 0 });
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, race, testApp } from '@app/testing';

type Advisor = Actor & { advisorId: string };
const HOUR = 3600;
const everyDay = (from: string, to: string) => [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from, to }));

describe('an advisor who is switched by time', () => {
  let t: TestApp;
  let ada: Advisor;
  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    t.clock.reset();
    ada = await t.given.advisor();
  });

  const set = (body: object) => t.as(ada).put('/v1/advisors/me/availability', body);
  const status = async (): Promise<string> =>
    (
      await t
        .http(ada.host)
        .get(`/v1/advisors/${t.publicId('advisor', ada.advisorId)}`)
        .expect(200)
    ).body.status as string;
  const row = async () =>
    (
      await t.db.query<{ available: boolean; offline_reason: string | null; switch_at: Date | null }>(
        'select available, offline_reason, switch_at from app.advisor where id = $1',
        [ada.advisorId],
      )
    )[0]!;
  const later = async (seconds: number): Promise<void> => {
    t.clock.advanceSeconds(seconds);
    await t.run('advisors.due_switches');
  };
  /** Hours that begin two hours from now and last for two hours. */
  const soon = async (): Promise<void> => {
    const hour = (hours: number) => new Date(Date.now() + hours * HOUR * 1000).toISOString().slice(11, 13);
    const [from, to] = [`${hour(2)}:00`, hour(4) === '00' ? '24:00' : `${hour(4)}:00`];
    const weekly =
      from < to ? everyDay(from, to) : [...everyDay(from, '24:00'), ...(to === '00:00' ? [] : everyDay('00:00', to))];
    await t.as(ada).put('/v1/advisors/me/schedule', { timeZone: 'UTC', weekly, exceptions: [] }).expect(200);
  };

  it('is away for a while, is seen so, and comes back without a tap', async () => {
    const { body } = await set({ available: false, awayMinutes: 30 }).expect(200);
    expect(body).toMatchObject({ available: false, offlineReason: 'away', awayUntil: expect.any(String) });
    expect(await status()).toBe('away');
    await later(29 * 60);
    expect(await status()).toBe('away');
    await later(2 * 60);
    expect(await status()).toBe('online');
    expect(await row()).toEqual({ available: true, offline_reason: null, switch_at: null });
  });

  it('comes back at once, or goes offline for good, by hand', async () => {
    await set({ available: false, awayMinutes: 30 }).expect(200);
    await set({ available: false }).expect(200);
    expect(await status()).toBe('offline');
    await later(HOUR);
    expect(await status()).toBe('offline');
    await set({ available: false, awayMinutes: 30 }).expect(200);
    expect((await set({ available: true }).expect(200)).body).toMatchObject({ available: true, awayUntil: null });
    await set({ available: true, awayMinutes: 30 }).expect(422);
    await set({ available: false, awayMinutes: 4 }).expect(422);
  });

  it('follows the bounds of the hours, and what is done by hand stands until the next one', async () => {
    await soon();
    await set({ available: false, followsSchedule: true }).expect(200);
    expect(await status()).toBe('on_schedule');
    await later(HOUR - 60);
    expect(await status()).toBe('on_schedule');
    await later(HOUR + 60);
    expect(await status()).toBe('online');
    await set({ available: false }).expect(200);
    await later(60);
    expect(await status()).toBe('on_schedule');
    await set({ available: true }).expect(200);
    await later(2 * HOUR);
    expect(await row()).toMatchObject({ available: false, offline_reason: 'schedule' });
    expect(await status()).toBe('on_schedule');
    await set({ available: false, followsSchedule: false }).expect(200);
    expect((await row()).switch_at).toBeNull();
  });

  it('is looked at again when the hours change', async () => {
    await set({ available: false, followsSchedule: true }).expect(200);
    expect(await row()).toMatchObject({ switch_at: null });
    expect(await status()).toBe('offline');
    await soon();
    expect((await row()).switch_at).not.toBeNull();
    expect(await status()).toBe('on_schedule');
  });

  it('goes offline when today is taken off, or the hours exclude this moment, and online when they include it', async () => {
    const hours = async (weekly: object[]) =>
      t.as(ada).put('/v1/advisors/me/schedule', { timeZone: 'UTC', weekly, exceptions: [] }).expect(200);
    await hours(everyDay('00:00', '24:00'));
    await set({ available: true, followsSchedule: true }).expect(200);
    await t.as(ada).post('/v1/advisors/me/schedule/off-today').expect(200);
    await later(60);
    expect(await row()).toMatchObject({ available: false, offline_reason: 'schedule' });
    await hours(everyDay('00:00', '24:00'));
    await later(60);
    expect(await row()).toMatchObject({ available: true, offline_reason: null });
    await hours([]);
    await later(60);
    expect(await row()).toMatchObject({ available: false, offline_reason: 'schedule' });
  });

  it('is not switched by other hours of another day, nor out of a pause', async () => {
    const [today, tomorrow] = [0, 1].map(
      (days) => ((new Date(Date.now() + days * 86_400_000).getUTCDay() + 6) % 7) + 1,
    );
    const hours = async (...days: (number | undefined)[]) =>
      t
        .as(ada)
        .put('/v1/advisors/me/schedule', {
          timeZone: 'UTC',
          weekly: days.map((day) => ({ day, from: '00:00', to: '24:00' })),
          exceptions: [],
        })
        .expect(200);
    await hours(today, tomorrow);
    await set({ available: true, followsSchedule: true }).expect(200);
    await set({ available: false }).expect(200);
    await hours(1, 2, 3, 4, 5, 6, 7);
    await later(60);
    expect(await row()).toMatchObject({ available: false, offline_reason: 'self' });
    await set({ available: false, awayMinutes: 30 }).expect(200);
    await hours();
    await later(60);
    expect(await status()).toBe('away');
  });

  it('is not switched on where a ring would not reach them, or staff have closed the profile', async () => {
    await t.as(ada).put('/v1/advisors/me/presence').expect(204);
    await set({ available: false, awayMinutes: 30 }).expect(200);
    await later(31 * 60);
    expect(await row()).toMatchObject({ available: false, offline_reason: 'unreachable' });

    await set({ available: false, awayMinutes: 30 }).expect(200);
    const owner = await t.given.staff();
    await t
      .as(owner)
      .post(`/v1/staff/advisors/${t.publicId('advisor', ada.advisorId)}/suspend`, { reason: 'A complaint' })
      .expect(200);
    await later(31 * 60);
    expect(await row()).toMatchObject({ available: false, offline_reason: 'suspended' });
  });

  it('is switched once, however many workers look', async () => {
    await set({ available: false, awayMinutes: 30 }).expect(200);
    t.clock.advanceSeconds(31 * 60);
    const done = await race(8, () => t.run('advisors.due_switches'));
    expect(done.every(({ status: end }) => end === 'fulfilled')).toBe(true);
    expect(await row()).toEqual({ available: true, offline_reason: null, switch_at: null });
  });
});

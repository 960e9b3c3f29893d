import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type TestApp, testApp } from '@app/testing';
import { localDate } from './schedule.js';

describe('the hours of an advisor', () => {
  let t: TestApp;
  let ada: Awaited<ReturnType<TestApp['given']['advisor']>>;
  const mine = '/v1/advisors/me/schedule';
  const everyDay = [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '00:00', to: '24:00' }));
  const put = (body: object) => t.as(ada).put(mine, { timeZone: 'Europe/Berlin', weekly: [], exceptions: [], ...body });
  const shown = (host = ada.host) => t.http(host).get(`/v1/advisors/${t.publicId('advisor', ada.advisorId)}/schedule`);

  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    ada = await t.given.advisor();
  });

  it('are empty in the time zone of the licensee before they are set', async () => {
    expect((await t.as(ada).get(mine).expect(200)).body).toEqual({ timeZone: 'UTC', weekly: [], exceptions: [] });
    expect((await shown().expect(200)).body).toEqual({ object: 'list', data: [], has_more: false, next_cursor: null });
  });

  it('are kept in order and shown to visitors as times of the next seven days', async () => {
    const { body } = await put({
      weekly: [
        { day: 2, from: '13:00', to: '17:00' },
        { day: 2, from: '09:00', to: '12:00' },
        { day: 1, from: '22:00', to: '24:00' },
      ],
      exceptions: [
        { date: '2099-12-25', from: '10:00', to: '11:00' },
        { date: '2099-12-24', closed: true },
      ],
    }).expect(200);
    expect(body).toEqual((await t.as(ada).get(mine).expect(200)).body);
    expect(body.weekly.map(({ day, from }: { day: number; from: string }) => `${day} ${from}`)).toEqual([
      '1 22:00',
      '2 09:00',
      '2 13:00',
    ]);
    expect(body.exceptions).toEqual([
      { date: '2099-12-24', closed: true },
      { date: '2099-12-25', from: '10:00', to: '11:00' },
    ]);
    const { data } = (await shown().expect(200)).body as { data: { start: string; end: string }[] };
    expect(data.length).toBeGreaterThanOrEqual(3);
    const first = Date.parse(data[0]!.start);
    expect(first).toBeGreaterThan(Date.now() - 60_000);
    expect(Date.parse(data.at(-1)!.end)).toBeLessThanOrEqual(Date.now() + 7 * 86_400_000);
    // Hours say when somebody means to be there, not that they are.
    expect((await t.as(ada).get('/v1/advisors/me').expect(200)).body.available).toBe(true);
  });

  it('close for the rest of today with one tap, in the zone of the advisor', async () => {
    const timeZone = 'Pacific/Kiritimati';
    const today = localDate(timeZone, new Date());
    await put({
      timeZone,
      weekly: everyDay,
      exceptions: [
        { date: '2020-01-01', closed: true },
        { date: today, from: '10:00', to: '11:00' },
        { date: today, from: '12:00', to: '13:00' },
        { date: '2098-12-24', closed: true },
      ],
    }).expect(200);
    const { body } = await t.as(ada).post(`${mine}/off-today`).expect(200);
    expect(body.exceptions).toEqual([
      { date: today, closed: true },
      { date: '2098-12-24', closed: true },
    ]);
    expect((await t.as(ada).post(`${mine}/off-today`).expect(200)).body).toEqual(body);
    const [next] = (await shown().expect(200)).body.data as { start: string }[];
    expect(localDate(timeZone, new Date(next!.start)) > today).toBe(true);

    const full = Array.from({ length: 100 }, (_, i) => ({
      date: `2090-${String(1 + (i % 12)).padStart(2, '0')}-${String(1 + Math.floor(i / 12)).padStart(2, '0')}`,
      closed: true,
    }));
    await put({ timeZone, exceptions: full }).expect(200);
    expect((await t.as(ada).post(`${mine}/off-today`).expect(409)).body.code).toBe('too-many-exceptions');
  });

  it.each([
    [{ timeZone: 'Mars/Base' }, '/timeZone'],
    [{ timeZone: '+01:00' }, '/timeZone'],
    [{ weekly: [{ day: 0, from: '09:00', to: '10:00' }] }, '/weekly/0/day'],
    [{ weekly: [{ day: 8, from: '09:00', to: '10:00' }] }, '/weekly/0/day'],
    [{ weekly: [{ day: 1, from: '24:00', to: '24:00' }] }, '/weekly/0/from'],
    [{ weekly: [{ day: 1, from: '9:00', to: '10:00' }] }, '/weekly/0/from'],
    [{ weekly: [{ day: 1, from: '09:00', to: '24:01' }] }, '/weekly/0/to'],
    [{ weekly: [{ day: 1, from: '09:00', to: '09:00' }] }, '/weekly/0/to'],
    [{ weekly: [{ day: 1, from: '22:00', to: '02:00' }] }, '/weekly/0/to'],
    [
      {
        weekly: [
          { day: 1, from: '09:00', to: '12:00' },
          { day: 1, from: '11:59', to: '13:00' },
        ],
      },
      '/weekly/1/from',
    ],
    [
      {
        weekly: [8, 9, 10, 11, 12, 13].map((h) => ({
          day: 1,
          from: `${String(h).padStart(2, '0')}:00`,
          to: `${String(h).padStart(2, '0')}:30`,
        })),
      },
      '/weekly/5',
    ],
    [{ weekly: [[]] }, '/weekly'],
    [{ weekly: [{ day: 1, from: '09:00', to: '10:00', extra: 1 }] }, '/weekly/0/extra'],
    [{ exceptions: [{ date: '2026-02-29', closed: true }] }, '/exceptions/0/date'],
    [{ exceptions: [{ date: '2026-02-01', closed: true, until: '2026-02-01' }] }, '/exceptions/0/until'],
    [{ exceptions: [{ date: '2026-02-01', closed: true, until: '2026-02-30' }] }, '/exceptions/0/until'],
    [{ exceptions: [{ date: '2026-02-01', from: '09:00', to: '10:00', until: '2026-02-03' }] }, '/exceptions/0/until'],
    [{ exceptions: [{ date: '2026-02-01', closed: true, extra: true }] }, '/exceptions/0/extra'],
    [{ exceptions: [{ date: '2026-02-01' }] }, '/exceptions/0/from'],
    [{ exceptions: [{ date: '2026-02-01', from: '09:00' }] }, '/exceptions/0/to'],
    [{ exceptions: [{ date: '2026-02-01', closed: true, from: '09:00', to: '10:00' }] }, '/exceptions/0/closed'],
    [
      {
        exceptions: [
          { date: '2026-02-01', closed: true },
          { date: '2026-02-01', from: '09:00', to: '10:00' },
        ],
      },
      '/exceptions/1/date',
    ],
    [
      {
        exceptions: [
          { date: '2026-02-01', from: '09:00', to: '10:00' },
          { date: '2026-02-01', from: '09:30', to: '10:00' },
        ],
      },
      '/exceptions/1/from',
    ],
    [{ exceptions: Array.from({ length: 101 }, () => ({ date: '2026-02-01', closed: true })) }, '/exceptions'],
  ])('refuse %j', async (change, pointer) => {
    const { body } = await put(change).expect(422);
    expect(body.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
  });

  it('are set by the advisor alone and shown for listed advisors of this licensee only', async () => {
    await put({ weekly: everyDay }).expect(200);
    for (const who of [await t.given.staff(), await t.given.user()]) await t.as(who).put(mine, {}).expect(403);
    await shown('zenith.localhost').expect(404);
    await t.db.query(`update app.advisor set status = 'suspended' where id = $1`, [ada.advisorId]);
    await shown().expect(404);
    await t.as(ada).get(mine).expect(200);
  });
});

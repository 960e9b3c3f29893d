import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, testApp } from '@app/testing';

const NOTHING = { sessions: [], tiers: [], hours: [], freeSeconds: 0, freePer: 'pair' };

describe("an advisor's own prices", () => {
  let t: TestApp;
  let advisor: Actor & { advisorId: string };
  beforeAll(async () => {
    t = await testApp();
    advisor = await t.given.advisor();
  });
  afterAll(() => t.close());

  const put = (body: object, who: Actor = advisor) => t.as(who).put('/v1/advisors/me/prices', { ...NOTHING, ...body });
  const limits = (min: number | null, max: number | null) =>
    t.db.query('update app.licensee_terms set rate_min_minor = $2, rate_max_minor = $3 where licensee_id = $1', [
      advisor.licenseeId,
      min,
      max,
    ]);
  const profile = async () =>
    (
      await t
        .http(advisor.host)
        .get(`/v1/advisors/${t.publicId('advisor', advisor.advisorId)}`)
        .expect(200)
    ).body;

  it('are none at first, and are replaced whole', async () => {
    expect((await t.as(advisor).get('/v1/advisors/me/prices').expect(200)).body).toEqual({
      ...NOTHING,
      timeZone: 'UTC',
      rateMinMinor: null,
      rateMaxMinor: null,
    });
    const wanted = {
      sessions: [
        { medium: 'voice', minutes: 20, priceMinor: 3000 },
        { medium: 'voice', minutes: 60, priceMinor: 8000 },
      ],
      tiers: [{ medium: 'voice', afterMinutes: 10, ratePerMinuteMinor: 150 }],
      hours: [{ day: 6, from: '20:00', to: '24:00', adjustBp: 2500 }],
      freeSeconds: 180,
      freePer: 'pair',
    };
    const { body } = await put({ ...wanted, sessions: wanted.sessions.toReversed() }).expect(200);
    expect(body).toMatchObject(wanted);
    expect((await t.as(advisor).get('/v1/advisors/me/prices').expect(200)).body).toEqual(body);
    await put({}).expect(200);
    expect((await t.as(advisor).get('/v1/advisors/me/prices').expect(200)).body).toMatchObject(NOTHING);
  });

  it('are on the public profile as they are now', async () => {
    await put({
      sessions: [{ medium: 'voice', minutes: 20, priceMinor: 3000 }],
      tiers: [{ medium: 'video', afterMinutes: 10, ratePerMinuteMinor: 150 }],
      hours: [1, 2, 3, 4, 5, 6, 7].map((day) => ({ day, from: '00:00', to: '24:00', adjustBp: -1000 })),
      freeSeconds: 60,
    }).expect(200);
    expect(await profile()).toMatchObject({
      voiceRateMinor: 199,
      prices: {
        voice: {
          ratePerMinuteMinor: 179,
          adjustBp: -1000,
          tiers: [],
          sessions: [{ minutes: 20, priceMinor: 2700 }],
        },
        video: { ratePerMinuteMinor: 224, tiers: [{ afterMinutes: 10, ratePerMinuteMinor: 135 }], sessions: [] },
        freeSeconds: 60,
        freePer: 'pair',
      },
    });
    await put({}).expect(200);
  });

  it.each<[body: object, pointer: string]>([
    [{ sessions: [{ medium: 'voice', minutes: 20, priceMinor: 1999 }] }, '/sessions/0/priceMinor'],
    [{ sessions: [{ medium: 'voice', minutes: 20, priceMinor: 6001 }] }, '/sessions/0/priceMinor'],
    [
      {
        sessions: [
          { medium: 'voice', minutes: 20, priceMinor: 3000 },
          { medium: 'voice', minutes: 20, priceMinor: 3100 },
        ],
      },
      '/sessions/1/minutes',
    ],
    [{ sessions: [{ medium: 'voice', minutes: 4, priceMinor: 600 }] }, '/sessions/0/minutes'],
    [{ sessions: [{ medium: 'chat', minutes: 20, priceMinor: 3000 }] }, '/sessions/0/medium'],
    [{ tiers: [{ medium: 'voice', afterMinutes: 10, ratePerMinuteMinor: 99 }] }, '/tiers/0/ratePerMinuteMinor'],
    [{ tiers: [{ medium: 'voice', afterMinutes: 10, ratePerMinuteMinor: 301 }] }, '/tiers/0/ratePerMinuteMinor'],
    [{ tiers: [{ medium: 'voice', afterMinutes: 0, ratePerMinuteMinor: 150 }] }, '/tiers/0/afterMinutes'],
    [
      {
        tiers: [
          { medium: 'voice', afterMinutes: 10, ratePerMinuteMinor: 150 },
          { medium: 'voice', afterMinutes: 10, ratePerMinuteMinor: 140 },
        ],
      },
      '/tiers/1/afterMinutes',
    ],
    [{ hours: [{ day: 1, from: '10:00', to: '10:00', adjustBp: 100 }] }, '/hours/0/to'],
    [
      {
        hours: [
          { day: 1, from: '10:00', to: '12:00', adjustBp: 100 },
          { day: 1, from: '11:59', to: '13:00', adjustBp: 200 },
        ],
      },
      '/hours/1/from',
    ],
    [{ hours: [{ day: 1, from: '10:00', to: '12:00', adjustBp: 0 }] }, '/hours/0/adjustBp'],
    [{ hours: [{ day: 1, from: '10:00', to: '12:00', adjustBp: -9001 }] }, '/hours/0/adjustBp'],
    [{ hours: [{ day: 8, from: '10:00', to: '24:01', adjustBp: 100 }] }, '/hours/0/to'],
    [{ freeSeconds: 3601 }, '/freeSeconds'],
    [{ freePer: 'user' }, '/freePer'],
  ])('refuse %j at %s', async (body, pointer) => {
    await limits(100, 300);
    const answer = await put(body).expect(422);
    expect(answer.body.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
    expect((await t.as(advisor).get('/v1/advisors/me/prices').expect(200)).body).toMatchObject(NOTHING);
    await limits(null, null);
  });

  it('may stay when the limits move, but not move themselves', async () => {
    const sessions = [{ medium: 'voice', minutes: 20, priceMinor: 3000 }];
    await put({ sessions }).expect(200);
    await limits(200, null);
    await put({ sessions, freeSeconds: 60 }).expect(200);
    await put({ sessions: [{ ...sessions[0], priceMinor: 3001 }] }).expect(422);
    await limits(null, null);
    await put({}).expect(200);
  });

  it('are no longer than the longest call', async () => {
    await t.db.query('update app.licensee_terms set max_call_minutes = 45 where licensee_id = $1', [
      advisor.licenseeId,
    ]);
    const { body } = await put({ sessions: [{ medium: 'voice', minutes: 60, priceMinor: 8000 }] }).expect(422);
    expect(body.errors).toEqual([
      { pointer: '/sessions/0/minutes', detail: 'must not be greater than 45, the longest call' },
    ]);
  });

  it('are nobody else to set', async () => {
    await put({}, await t.given.user()).expect(403);
    await put({}, await t.given.staff('owner')).expect(403);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, race, slotIn, takesBookings, testApp } from '@app/testing';

type Advisor = Actor & { advisorId: string };
const DAY = 24 * 60;
const RESTS = { hoursBefore: 24, refundPercent: 100 };

/** [N2] What a licensee's server does about bookings with a key; its users do nothing. */
describe('a licensee’s server', () => {
  let t: TestApp;
  let owner: Actor;
  let ada: Advisor;
  let server: ReturnType<TestApp['as']>;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    ({ as: server } = await withKey(['bookings:read', 'bookings:write', 'events:read']));
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    ada = await t.given.advisor({ voiceRateMinor: 200n });
    await takesBookings(t, ada);
  });

  const withKey = async (scopes: string[], of: Actor = owner) => {
    const { body } = await t.as(of).post('/v1/staff/api-keys', { name: 'Server', scopes }).expect(201);
    return {
      as: t.as({ ...of, token: body.key as string }),
      /** Two keys work at a time. */
      revoke: () =>
        t
          .as(of)
          .post(`/v1/staff/api-keys/${body.id as string}/revoke`)
          .expect(200),
    };
  };
  const usr = (who: Actor) => t.publicId('person', who.id);
  const adv = (of = ada) => t.publicId('advisor', of.advisorId);
  const user = (balanceMinor = 20_000n) => t.given.user({ balanceMinor });
  const order = (more: object = {}) => ({
    advisorId: adv(),
    medium: 'voice',
    minutes: '30',
    startsAt: slotIn(t, 2 * DAY),
    acceptedPriceMinor: 6000,
    ...more,
  });
  const bookFor = (who: Actor, more: object = {}, key?: string) =>
    server.post(`/v1/users/${usr(who)}/bookings`, order(more), key);
  const held = async (who: Actor) => (await t.wallet(who)).held;
  const ids = ({ body }: { body: { data: { id: string }[] } }) => body.data.map(({ id }) => id);

  it('books a slot for its user as the user would: the price is told before and held, the advisor is asked, and once is once', async () => {
    const lea = await user();
    const { acceptedPriceMinor: _, ...wanted } = order();
    const { body: quote } = await server.post(`/v1/users/${usr(lea)}/bookings/quote`, wanted).expect(200);
    expect(quote).toMatchObject({ priceMinor: 6000, availableMinor: 20_000, sufficient: true });
    const own = { externalId: 'order-1', metadata: { shop: 'berlin' } };
    const { body } = await bookFor(lea, own, 'k1').expect(201);
    expect(body).toMatchObject({ ...own, status: 'requested', side: 'staff', userId: usr(lea), priceMinor: 6000 });
    // The same day to accept as when the user asks; the quote was a moment before.
    expect(Math.abs(Date.parse(body.acceptBy as string) - Date.parse(quote.acceptBy as string))).toBeLessThan(60_000);
    expect(await held(lea)).toBe(6000n);
    expect((await bookFor(lea, own, 'k1').expect(201)).body).toEqual(body);
    expect((await bookFor(lea, { ...own, metadata: {} }, 'k1').expect(422)).body.code).toBe('idempotency-key-reused');
    expect(await held(lea)).toBe(6000n);

    // It is the user's own, and the advisor's: neither reads the licensee's words.
    for (const side of [lea, ada])
      expect((await t.as(side).get(`/v1/bookings/${body.id}`).expect(200)).body).toMatchObject({
        id: body.id,
        externalId: null,
        metadata: {},
      });
    await t.as(ada).post(`/v1/bookings/${body.id}/accept`).expect(200);
    await t.run('events.place');
    const { body: told } = await server.get(`/v1/events?subject=${body.id as string}&order=oldest`).expect(200);
    expect(told.data).toEqual(
      ['booking.requested', 'booking.accepted'].map((type) =>
        expect.objectContaining({ type, data: expect.objectContaining({ bookingId: body.id, ...own }) }),
      ),
    );
    const { body: log } = await t
      .as(owner)
      .get(`/v1/staff/audit?subject=${body.id as string}`)
      .expect(200);
    expect(log.data).toEqual([
      expect.objectContaining({
        action: 'booking.requested',
        actor: { kind: 'key', id: null, name: expect.stringMatching(/^key_/), role: null },
      }),
    ]);
    expect(await t.violations()).toEqual([]);
  });

  it('is held to what holds the user: money, price, blocks, limits, a frozen account and the slot', async () => {
    const refused = async (answer: ReturnType<typeof bookFor>) => {
      const { status, body } = await answer;
      return [status, body.code];
    };
    const poor = await user(5999n);
    expect(await refused(bookFor(poor))).toEqual([402, 'insufficient-funds']);
    const lea = await user();
    expect(await refused(bookFor(lea, { acceptedPriceMinor: 5999 }))).toEqual([409, 'booking-price-changed']);
    expect(await refused(bookFor(lea, { startsAt: slotIn(t, -60) }))).toEqual([409, 'slot-taken']);
    await bookFor(lea).expect(201);
    expect(await refused(bookFor(await user()))).toEqual([409, 'slot-taken']);
    const careful = await user();
    await t.as(careful).put('/v1/wallet/spending-limits', { dailyMinor: 5000, monthlyMinor: null }).expect(200);
    const later = slotIn(t, 2 * DAY + 120);
    expect(await refused(bookFor(careful, { startsAt: later }))).toEqual([409, 'spending-limit-reached']);
    const unwanted = await user();
    await t.as(unwanted).put(`/v1/advisors/${adv()}/block`).expect(200);
    expect(await refused(bookFor(unwanted, { startsAt: later }))).toEqual([409, 'advisor-unavailable']);
    const frozen = await user();
    await t
      .as(owner)
      .post(`/v1/staff/people/${usr(frozen)}/freeze`)
      .expect(200);
    expect(await refused(bookFor(frozen, { startsAt: later }))).toEqual([403, 'account-frozen']);
    // A member of the team is no user, and an advisor neither.
    for (const nobody of [owner, ada]) expect(await refused(bookFor(nobody))).toEqual([404, 'not-found']);
    for (const who of [poor, careful, unwanted, frozen]) expect(await held(who)).toBe(0n);
    expect(await t.violations()).toEqual([]);
  });

  it('gives a name to one booking only, also when two ask at once, and is told what has it', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => user()));
    const done = await race(4, (i) =>
      bookFor(people[i]!, { externalId: 'order-2', startsAt: slotIn(t, 3 * DAY + i * 60) }),
    );
    const answers = done.map((one) => (one.status === 'fulfilled' ? one.value : undefined)!);
    const [made, ...more] = answers.filter(({ status }) => status === 201);
    expect(more).toEqual([]);
    for (const { body } of answers.filter(({ status }) => status !== 201))
      expect(body).toMatchObject({ code: 'external-id-taken', id: made!.body.id });
    const holds = await Promise.all(people.map(held));
    expect(holds.filter((one) => one > 0n)).toEqual([6000n]);
  });

  it('finds bookings by name, user, advisor and state, page by page', async () => {
    const [lea, max] = [await user(50_000n), await user(50_000n)];
    const at = (i: number) => ({ startsAt: slotIn(t, 4 * DAY + i * 60) });
    const first = (await bookFor(lea, { ...at(0), externalId: 'order-3' }).expect(201)).body.id as string;
    const second = (await bookFor(lea, at(1)).expect(201)).body.id as string;
    const third = (await bookFor(max, at(2)).expect(201)).body.id as string;
    await t.as(ada).post(`/v1/bookings/${second}/decline`).expect(200);
    const list = async (query: string) => server.get(`/v1/staff/bookings?${query}`).expect(200);
    expect(ids(await list('externalId=order-3'))).toEqual([first]);
    expect(ids(await list('externalId=nothing'))).toEqual([]);
    expect(ids(await list(`userId=${usr(lea)}`))).toEqual([second, first]);
    expect(ids(await list(`advisorId=${adv()}&status=requested`))).toEqual([third, first]);
    expect(ids(await list(`userId=${usr(max)}&status=declined`))).toEqual([]);
    const page = await list(`advisorId=${adv()}&limit=2`);
    expect(ids(page)).toEqual([third, second]);
    expect(page.body.has_more).toBe(true);
    expect(ids(await list(`advisorId=${adv()}&limit=2&cursor=${String(page.body.next_cursor)}`))).toEqual([first]);
    expect((await server.get(`/v1/staff/bookings/${first}`).expect(200)).body).toMatchObject({
      externalId: 'order-3',
      userId: usr(lea),
    });
    // Its sides have no such filter.
    await t.as(lea).get('/v1/bookings?externalId=order-3').expect(422);
  });

  it('calls a booking off for its user by the tiers, or as the licensee with everything back', async () => {
    const lea = await user();
    const mine = async (more: object) => {
      const { body } = await bookFor(lea, more).expect(201);
      await t.as(ada).post(`/v1/bookings/${body.id}/accept`).expect(200);
      return body.id as string;
    };
    const soon = await mine({ startsAt: slotIn(t, 3 * 60) });
    const path = `/v1/users/${usr(lea)}/bookings/${soon}/cancel`;
    const other = await user();
    await server.post(`/v1/users/${usr(other)}/bookings/${soon}/cancel`).expect(404);
    const { body: changed } = await server.post(path, { acceptedRefundMinor: 6000 }).expect(409);
    expect(changed).toMatchObject({ code: 'booking-refund-changed', givenBackMinor: 3000 });
    expect((await server.post(path, { acceptedRefundMinor: 3000 }).expect(200)).body).toMatchObject({
      status: 'cancelled',
      cancelledBy: 'user',
      keptMinor: 3000,
      side: 'staff',
      tiers: expect.arrayContaining([RESTS]),
    });
    const next = await mine({ startsAt: slotIn(t, 5 * 60) });
    await server.post(`/v1/staff/bookings/${next}/cancel`).expect(422); // programs say why
    expect(
      (await server.post(`/v1/staff/bookings/${next}/cancel`, { reason: 'The shop closes' }).expect(200)).body,
    ).toMatchObject({ status: 'cancelled', cancelledBy: 'staff', keptMinor: 0 });
    expect((await t.wallet(lea)).paid).toBe(17_000n);
    expect(await held(lea)).toBe(0n);
    expect(await t.violations()).toEqual([]);
  });

  it('reads with a scope to read and writes with one to write, in its own tenant', async () => {
    const lea = await user();
    const { body } = await bookFor(lea).expect(201);
    const id = body.id as string;
    const { acceptedPriceMinor: _, ...wanted } = order({ startsAt: slotIn(t, 6 * DAY) });
    const writes: [string, object][] = [
      [`/v1/users/${usr(lea)}/bookings`, order({ startsAt: slotIn(t, 6 * DAY) })],
      [`/v1/users/${usr(lea)}/bookings/quote`, wanted],
      [`/v1/users/${usr(lea)}/bookings/${id}/cancel`, {}],
      [`/v1/staff/bookings/${id}/cancel`, { reason: 'No' }],
    ];
    const reads = ['/v1/staff/bookings', `/v1/staff/bookings/${id}`];
    const reader = await withKey(['bookings:read']);
    for (const [path, input] of writes)
      expect((await reader.as.post(path, input).expect(403)).body).toMatchObject({
        code: 'api-key-scope-missing',
        scope: 'bookings:write',
      });
    for (const path of reads) await reader.as.get(path).expect(200);
    await reader.revoke();
    const writer = await withKey(['bookings:write']);
    for (const path of reads) expect((await writer.as.get(path).expect(403)).body.scope).toBe('bookings:read');
    await writer.revoke();
    // What people do themselves is not a program's to do, with no scope.
    const everything = await withKey(['*']);
    for (const path of [`/v1/bookings/${id}/accept`, `/v1/bookings/${id}/start`, `/v1/bookings/${id}/cancel`])
      expect((await everything.as.post(path).expect(403)).body.code).toBe('api-key-not-accepted');

    const { as: foreign } = await withKey(['*'], await t.given.staff('owner', 'zenith'));
    await foreign.get(`/v1/staff/bookings/${id}`).expect(404);
    for (const [path, input] of writes) await foreign.post(path, input).expect(404);
    for (const filter of [`userId=${usr(lea)}`, `advisorId=${adv()}`, 'externalId=order-1'])
      expect(ids(await foreign.get(`/v1/staff/bookings?${filter}`).expect(200))).toEqual([]);
    expect((await server.get(`/v1/staff/bookings/${id}`).expect(200)).body.status).toBe('requested');
  });

  it('and everybody else says with which key a booking is called off or started, and gets the first answer again', async () => {
    const lea = await user();
    const { body } = await bookFor(lea).expect(201);
    const id = body.id as string;
    const bare = (who: Actor, path: string) =>
      t.http(who.host).post(path).set('authorization', `Bearer ${who.token}`).send({ reason: 'So' });
    for (const [who, path] of [
      [lea, `/v1/bookings/${id}/cancel`],
      [lea, `/v1/bookings/${id}/start`],
      [owner, `/v1/staff/bookings/${id}/cancel`],
    ] as const)
      expect((await bare(who, path).expect(400)).body.code).toBe('idempotency-key-missing');
    const cancel = () => t.as(owner).post(`/v1/staff/bookings/${id}/cancel`, { reason: 'So' }, 'once');
    const first = await cancel().expect(200);
    const again = await cancel().expect(200);
    expect([again.body, again.headers['idempotent-replayed']]).toEqual([first.body, 'true']);
  });
});

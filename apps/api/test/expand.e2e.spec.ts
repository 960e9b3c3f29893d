import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, testApp } from '@app/testing';

/** [N5] Whole things beside their ids, never more than the key may see by itself. */
describe('what is sent along with an answer', () => {
  let t: TestApp;
  let owner: Actor;
  let all: string;
  let user: string;
  let advisor: string;
  let call: string;
  let booking: string;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    all = await newKey('All', ['*']);
    const server = by(all);
    const only = async (path: string): Promise<string> =>
      (await server.get(path).expect(200)).body.data[0].id as string;
    user = await only('/v1/users?externalId=test_user');
    advisor = await only('/v1/staff/advisors?externalId=test_advisor');
    await server.post('/v1/test/top-ups', { userId: user, amountMinor: 20_000, card: 'success' }).expect(201);
    const { body: rung } = await server.post(`/v1/users/${user}/calls`, { advisorId: advisor, medium: 'voice' });
    call = rung.id as string;
    const steps = [
      { event: 'advisor_answers' },
      { event: 'both_connect' },
      { event: 'caller_hangs_up', afterSeconds: 60 },
    ];
    await server.post(`/v1/test/calls/${call}/simulate`, { steps }).expect(200);
    const { body: slots } = await server.get(`/v1/advisors/${advisor}/slots?minutes=30`).expect(200);
    const wanted = { advisorId: advisor, medium: 'voice', minutes: '30', startsAt: slots.data[0].startsAt };
    const { body: quote } = await server.post(`/v1/users/${user}/bookings/quote`, wanted).expect(200);
    const { body: made } = await server
      .post(`/v1/users/${user}/bookings`, { ...wanted, acceptedPriceMinor: quote.priceMinor })
      .expect(201);
    booking = made.id as string;
    await t.drain();
    await t.run('events.place');
  });
  afterAll(() => t.close());

  const newKey = async (name: string, scopes: string[]): Promise<string> =>
    (await t.as(owner).post('/v1/staff/api-keys', { name, scopes }).set('test-mode', 'true').expect(201)).body
      .key as string;
  const by = (token: string) => t.as({ ...owner, token });
  const missing = async (path: string, token: string, scope: string): Promise<void> =>
    expect((await by(token).get(path).expect(403)).body).toMatchObject({ code: 'api-key-scope-missing', scope });

  it('is the wallet of users, one by one and in lists', async () => {
    const { body: wallet } = await by(all).get(`/v1/users/${user}/wallet`).expect(200);
    const { body: shown } = await by(all).get(`/v1/users/${user}?expand=wallet`).expect(200);
    expect(shown).toMatchObject({ id: user, wallet: { paidMinor: wallet.paidMinor, heldMinor: wallet.heldMinor } });
    const { body: list } = await by(all).get('/v1/users?expand=wallet').expect(200);
    expect(list.data).toEqual([shown]);
    expect((await by(all).get(`/v1/users/${user}`).expect(200)).body.wallet).toBeUndefined();
    const narrow = await newKey('Users', ['users:read']);
    await by(narrow).get(`/v1/users/${user}`).expect(200);
    await missing(`/v1/users/${user}?expand=wallet`, narrow, 'wallets:read');
    await missing('/v1/users?expand=wallet', narrow, 'wallets:read');
  });

  it('is advisor, user and call of bookings, each with its own scope', async () => {
    const path = `/v1/staff/bookings/${booking}`;
    const { body } = await by(all).get(`${path}?expand=advisor,user,call`).expect(200);
    expect(body).toMatchObject({
      id: booking,
      advisor: { id: advisor, externalId: 'test_advisor' },
      user: { id: user, externalId: 'test_user' },
      call: null,
    });
    const { body: list } = await by(all).get('/v1/staff/bookings?expand=user').expect(200);
    expect(list.data).toMatchObject([{ id: booking, user: { id: user } }]);
    expect(list.data[0].advisor).toBeUndefined();
    const narrow = await newKey('Bookings', ['bookings:read', 'advisors:read']);
    await by(narrow).get(`${path}?expand=advisor`).expect(200);
    await missing(`${path}?expand=advisor,user`, narrow, 'users:read');
    await missing('/v1/staff/bookings?expand=call', narrow, 'calls:read');
  });

  it('is caller and advisor of calls, each with its own scope', async () => {
    const { body } = await by(all).get(`/v1/calls/${call}?expand=caller,advisor`).expect(200);
    const { body: caller } = await by(all).get(`/v1/users/${user}`).expect(200);
    expect(body).toMatchObject({ id: call, caller, advisor: { id: advisor, externalId: 'test_advisor' } });
    const narrow = await newKey('Calls', ['calls:read', 'users:read']);
    const { body: list } = await by(narrow).get('/v1/calls?expand=caller').expect(200);
    expect(list.data).toMatchObject([{ id: call, caller }]);
    expect(list.data[0].advisor).toBeUndefined();
    await missing('/v1/calls?expand=caller,advisor', narrow, 'advisors:read');
  });

  it('is the call of a refund; without the scope nothing is given back', async () => {
    const refund = (token: string, query = '') =>
      by(token).post(`/v1/calls/${call}/refund${query}`, { amountMinor: 100, reason: 'Poor line' });
    const narrow = await newKey('Refunds', ['refunds:write']);
    const before = (await by(all).get(`/v1/users/${user}/wallet`).expect(200)).body.paidMinor as number;
    expect((await refund(narrow, '?expand=call').expect(403)).body).toMatchObject({ scope: 'calls:read' });
    expect((await by(all).get(`/v1/users/${user}/wallet`).expect(200)).body.paidMinor).toBe(before);
    expect((await refund(narrow).expect(201)).body.call).toBeUndefined();
    expect((await refund(all, '?expand=call').expect(201)).body).toMatchObject({
      amountMinor: 100,
      call: { id: call, status: 'ended' },
    });
  });

  it('is what an event is about, as far as the key sees it', async () => {
    type Told = { id: string; subject: string; about?: { id: string } | null };
    const events = async (token: string, query: string): Promise<Told[]> =>
      (await by(token).get(`/v1/events?limit=100${query}`).expect(200)).body.data;
    const told = await events(all, '&expand=subject');
    for (const subject of [user, advisor, call, booking]) {
      const [event] = told.filter((one) => one.subject === subject);
      expect(event).toMatchObject({ about: { id: subject } });
      const { body } = await by(all).get(`/v1/events/${event!.id}?expand=subject`).expect(200);
      expect(body).toEqual(event);
    }
    // Of other things nothing is sent.
    expect(told.filter(({ subject }) => subject.startsWith('top_')).map(({ about }) => about)).toEqual(
      expect.arrayContaining([null]),
    );
    expect((await events(all, '')).some((one) => 'about' in one)).toBe(false);
    const narrow = await newKey('Events', ['events:read', 'calls:read']);
    for (const { subject, about } of await events(narrow, '&expand=subject'))
      expect([subject, about === null]).toEqual([subject, !subject.startsWith('call_')]);
  });

  it('is refused by its name where it is not known, and to people whose role does not see it', async () => {
    for (const [path, known] of [
      [`/v1/users/${user}`, ['wallet']],
      ['/v1/users', ['wallet']],
      [`/v1/staff/bookings/${booking}`, ['advisor', 'user', 'call']],
      ['/v1/staff/bookings', ['advisor', 'user', 'call']],
      [`/v1/calls/${call}`, ['caller', 'advisor']],
      ['/v1/calls', ['caller', 'advisor']],
      ['/v1/events', ['subject']],
    ] as const) {
      const { body } = await by(all).get(`${path}?expand=owner`).expect(400);
      expect(body).toMatchObject({ code: 'unknown-expansion', field: 'owner', known });
    }
    const finance = await t.given.staff('finance');
    const ask = (path: string) => t.as(finance).get(path).set('test-mode', 'true');
    await ask(`/v1/staff/bookings/${booking}?expand=call`).expect(200);
    await ask(`/v1/calls/${call}`).expect(200);
    // Who may not open the page of a user is not sent the user with a call either.
    for (const path of [`/v1/staff/bookings/${booking}?expand=user`, `/v1/calls/${call}?expand=caller`])
      expect((await ask(path).expect(403)).body.code).toBe('forbidden');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseId } from '@app/kernel';
import { identityOf, roomOf } from '@app/calling';
import { type Actor, type TestApp, clockTo, takesBookings, testApp } from '@app/testing';

/** What a licensee's server does with a key, over HTTP, and nothing else: no person of the licensee signs in after the key is made. */
describe('a licensee’s server with a key', () => {
  let t: TestApp;
  let owner: Actor;
  let key: string;
  beforeAll(async () => {
    t = await testApp();
    owner = await t.given.staff('owner');
    const { body } = await t
      .as(owner)
      .post('/v1/staff/api-keys', { name: 'Server', scopes: ['*'] })
      .expect(201);
    key = body.key as string;
  });
  afterAll(() => t.close());

  const server = () => t.as({ ...owner, token: key });
  const bearer = (token: string): Actor => ({ ...owner, token });
  const join = async (url: string, face: 'site' | 'pro') => {
    const token = decodeURIComponent(new URL(url).hash.replace('#join=', ''));
    return t.http(owner.host).post('/v1/auth/join').send({ token, face });
  };
  const newUser = async (externalId: string): Promise<{ id: string; email: string }> =>
    (
      await server()
        .post('/v1/users', { externalId, email: `${externalId}@example.com`, displayName: 'Cleo', adult: true })
        .expect(201)
    ).body as { id: string; email: string };
  const newAdvisor = async (externalId: string): Promise<string> => {
    const { body } = await server()
      .post('/v1/staff/advisors', {
        email: `${externalId}@example.com`,
        password: 'a good long password',
        displayName: 'Adele',
        voiceRateMinor: 600,
        currency: 'EUR',
        externalId,
        metadata: { team: 'north' },
      })
      .expect(201);
    // Going online is the advisor's own act.
    const { body: session } = await t
      .http(owner.host)
      .post('/v1/auth/sign-in')
      .send({ email: `${externalId}@example.com`, password: 'a good long password' })
      .expect(200);
    await t
      .as(bearer(session.accessToken as string))
      .put('/v1/advisors/me/availability', { available: true })
      .expect(200);
    return body.id as string;
  };
  /** What the user pays in themselves. */
  const topUp = (user: { id: string; email: string }, amount: bigint) =>
    t.given.money({ ...owner, id: parseId('person', user.id)!, email: user.email }, amount, 'wallet');

  it('creates a user, an advisor and a call; both join, the call is billed and refunded', async () => {
    const user = await newUser('customer-1');
    const advisorId = await newAdvisor('advisor-1');
    const { body: listed } = await server().get('/v1/staff/advisors?externalId=advisor-1').expect(200);
    expect(listed.data).toEqual([expect.objectContaining({ id: advisorId, metadata: { team: 'north' } })]);
    await topUp(user, 5000n);

    const order = { advisorId, medium: 'voice', externalId: 'booking-1', metadata: { shop: 'berlin' } };
    const { body: call } = await server().post(`/v1/users/${user.id}/calls`, order, 'k1').expect(201);
    expect(call).toMatchObject({
      status: 'ringing',
      side: 'staff',
      callerId: user.id,
      externalId: 'booking-1',
      metadata: { shop: 'berlin' },
      heldMinor: 3000,
    });
    const id = call.id as string;
    expect(call.join.callerUrl).toMatch(new RegExp(`^http://${owner.host}/calls/${id}#join=`));
    expect(call.join.advisorUrl).toMatch(new RegExp(`^http://${owner.host}/pro/call/${id}#join=`));
    const repeated = await server().post(`/v1/users/${user.id}/calls`, order, 'k1').expect(201);
    expect(repeated.body).toEqual({ ...call, join: expect.anything() });
    const tokens = [call, repeated.body].flatMap(({ join: links }) => [links.callerUrl, links.advisorUrl]);
    expect(new Set(tokens).size).toBe(4);
    // A link signs in: nothing that holds one is kept.
    expect(await t.db.query(`select 1 from app.idempotency_key where body::text like '%#join=%'`)).toEqual([]);
    await server()
      .post(`/v1/users/${user.id}/calls`, { ...order, metadata: {} }, 'k1')
      .expect(422);

    const caller = (await join(repeated.body.join.callerUrl as string, 'site')).body;
    expect(caller).toMatchObject({ callId: id, person: { id: user.id, role: 'end_user' }, refreshToken: null });
    const advisor = (await join(call.join.advisorUrl as string, 'pro')).body;
    expect(advisor).toMatchObject({ callId: id, person: { role: 'advisor' } });
    const again = await join(repeated.body.join.callerUrl as string, 'site');
    expect([again.status, again.body.code]).toEqual([401, 'join-link-invalid']);

    // Its own side sees nothing of what the licensee calls it.
    const seen = (
      await t
        .as(bearer(caller.accessToken as string))
        .get(`/v1/calls/${id}`)
        .expect(200)
    ).body;
    expect(seen).toMatchObject({ side: 'caller', externalId: null, metadata: {} });

    await t
      .as(bearer(advisor.accessToken as string))
      .post(`/v1/calls/${id}/accept`)
      .expect(200);
    for (const [side, { accessToken }] of [
      ['caller', caller],
      ['advisor', advisor],
    ] as const) {
      await t
        .as(bearer(accessToken as string))
        .post(`/v1/calls/${id}/join`)
        .expect(200);
      t.rooms.join(roomOf(parseId('call', id)!), identityOf(parseId('call', id)!, side));
    }
    await t.run('calling.media_sweep');
    for (let i = 0; i < 12; i++) {
      t.clock.advanceSeconds(5);
      await t.run('calling.media_sweep');
    }
    await server().post(`/v1/calls/${id}/end`).expect(422); // staff and programs say why
    expect((await server().post(`/v1/calls/${id}/end`, { reason: 'The shop closes' }).expect(200)).body.status).toMatch(
      /^end/,
    );
    t.clock.advanceSeconds(30);
    await t.run('calling.due');
    const { body: ended } = await server().get(`/v1/calls/${id}`).expect(200);
    expect(ended).toMatchObject({ status: 'ended', endReason: 'admin_terminated', billedSeconds: 60, priceMinor: 600 });
    const { body: page } = await server().get('/v1/calls?externalId=booking-1').expect(200);
    expect(page.data).toEqual([ended]);

    const { body: expanded } = await server().get(`/v1/calls/${id}?expand=advisor,caller`).expect(200);
    expect(expanded).toEqual({
      ...ended,
      caller: expect.objectContaining({ id: user.id, externalId: 'customer-1' }),
      advisor: {
        id: advisorId,
        externalId: 'advisor-1',
        displayName: 'Adele',
        status: 'active',
        metadata: { team: 'north' },
      },
    });
    const { body: all } = await server().get('/v1/calls?expand=caller&limit=1').expect(200);
    expect(all.data[0].caller.id).toBe(user.id);
    const own = await t
      .as(bearer(caller.accessToken as string))
      .get(`/v1/calls/${id}?expand=caller,advisor`)
      .expect(200);
    expect([own.body.caller, own.body.advisor]).toEqual([undefined, undefined]);
    for (const field of ['wallet', 'caller.calls.advisor.calls.caller']) {
      const { body: refused } = await server().get(`/v1/calls?expand=caller,${field}`).expect(400);
      expect(refused).toMatchObject({ code: 'unknown-expansion', field, known: ['caller', 'advisor'] });
    }

    const { body: refund } = await server()
      .post(`/v1/calls/${id}/refund`, { amountMinor: 200, reason: 'Poor line' })
      .expect(201);
    expect(refund.amountMinor).toBe(200);
    const { body: wallet } = await server().get(`/v1/users/${user.id}/wallet`).expect(200);
    expect(wallet).toMatchObject({ paidMinor: 4600, heldMinor: 0 });
    const { body: statement } = await server().get(`/v1/users/${user.id}/wallet/statement`).expect(200);
    expect(
      (statement.data as { kind: string; amountMinor: number }[]).map((one) => [one.kind, one.amountMinor]),
    ).toEqual([
      ['call_refund', 200],
      ['settlement', -600],
      ['top_up', 5000],
    ]);
    await server().post(`/v1/users/${user.id}/credits`, { amountMinor: 300, reason: 'Sorry' }).expect(201);
    expect((await server().get(`/v1/users/${user.id}/wallet`).expect(200)).body.promoMinor).toBe(300);
    expect(await t.violations()).toEqual([]);
    t.clock.reset();
  });

  it('is told what has an externalId already, and reads its acts in the audit log under the name of the key', async () => {
    const user = await newUser('customer-2');
    const advisorId = await newAdvisor('advisor-2');
    await topUp(user, 5000n);
    const start = (key: string) =>
      server().post(`/v1/users/${user.id}/calls`, { advisorId, medium: 'voice', externalId: 'booking-2' }, key);
    const { body: call } = await start('again').expect(201);
    const other = await newUser('customer-3');
    const { body: taken } = await server()
      .post(`/v1/users/${other.id}/calls`, {
        advisorId: await newAdvisor('advisor-3'),
        medium: 'voice',
        externalId: 'booking-2',
      })
      .expect(409);
    expect(taken).toMatchObject({ code: 'external-id-taken', id: call.id });
    // Asked for again, it was still requested once.
    expect((await start('again').expect(201)).body.id).toBe(call.id);
    const { body: log } = await t
      .as(owner)
      .get(`/v1/staff/audit?subject=${call.id as string}`)
      .expect(200);
    expect(log.data).toEqual([
      expect.objectContaining({
        action: 'call.requested',
        actor: { kind: 'key', id: null, name: expect.stringMatching(/^key_/), role: null },
      }),
    ]);
  });

  it('gets links that end after a quarter of an hour, work on their own host, and open their own face', async () => {
    const user = await newUser('customer-4');
    await topUp(user, 5000n);
    const { body: call } = await server()
      .post(`/v1/users/${user.id}/calls`, { advisorId: await newAdvisor('advisor-4'), medium: 'voice' })
      .expect(201);
    const path = `/v1/calls/${call.id as string}/join-links`;
    const fresh = async () => (await server().post(path).expect(201)).body as { callerUrl: string; advisorUrl: string };
    const wrongFace = await join((await fresh()).advisorUrl, 'site');
    expect([wrongFace.status, wrongFace.body.code]).toEqual([403, 'wrong-face']);
    const links = await fresh();
    const token = new URL(links.callerUrl).hash.replace('#join=', '');
    await t.http(t.licensees.zenith.host).post('/v1/auth/join').send({ token }).expect(401);
    t.clock.advanceSeconds(15 * 60 + 1);
    expect((await join(links.callerUrl, 'site')).status).toBe(401);
    t.clock.reset();
    expect((await join(links.callerUrl, 'site')).status).toBe(200);
    const [spare, other] = [await fresh(), await fresh()];
    await server()
      .post(`/v1/calls/${call.id as string}/end`, { reason: 'Over' })
      .expect(200);
    expect((await join(spare.callerUrl, 'site')).status).toBe(401);
    t.clock.advanceSeconds(30);
    await t.run('calling.due');
    expect((await join(other.callerUrl, 'site')).body.code).toBe('join-link-invalid');
    await server().post(path).expect(409);
    t.clock.advanceSeconds(86_400);
    await t.run('calling.forget_join_links');
    const kept = async () =>
      (await t.db.query('select 1 from app.join_link where call_id = $1', [parseId('call', call.id as string)])).length;
    expect(await kept()).toBeGreaterThan(0);
    t.clock.advanceSeconds(86_400 + 15 * 60);
    await t.run('calling.forget_join_links');
    expect(await kept()).toBe(0);
    t.clock.reset();
  });

  it('opens a session that ends when it was said to end: a refresh does not prolong it', async () => {
    const user = await newUser('customer-5');
    await topUp(user, 5000n);
    const { body: call } = await server()
      .post(`/v1/users/${user.id}/calls`, { advisorId: await newAdvisor('advisor-5'), medium: 'voice' })
      .expect(201);
    const token = new URL(call.join.callerUrl as string).hash.replace('#join=', '');
    let { body: session } = await t.http(owner.host).post('/v1/auth/join').send({ token }).expect(200);
    const refresh = () =>
      t
        .http(owner.host)
        .post('/v1/auth/refresh')
        .send({ refreshToken: session.refreshToken as string });
    t.clock.advanceSeconds(24 * 3600);
    session = (await refresh().expect(200)).body;
    t.clock.advanceSeconds(3600 + 1);
    await refresh().expect(401);
    t.clock.reset();
  });

  it('books a call for a user under its own name, which each event tells, and sees it agreed, held to and billed', async () => {
    const user = await newUser('customer-7');
    const advisorId = await newAdvisor('advisor-7');
    await topUp(user, 20_000n);
    const { body: session } = await t
      .http(owner.host)
      .post('/v1/auth/sign-in')
      .send({ email: 'advisor-7@example.com', password: 'a good long password' })
      .expect(200);
    const advisor = t.as(bearer(session.accessToken as string));
    // What the advisor offers is their own to say.
    await takesBookings(t, { ...owner, token: session.accessToken as string });
    const { body: slots } = await server().get(`/v1/advisors/${advisorId}/slots?minutes=15&days=1`).expect(200);
    const wanted = { advisorId, medium: 'voice', minutes: '15', startsAt: slots.data[0].startsAt as string };
    const { body: quote } = await server().post(`/v1/users/${user.id}/bookings/quote`, wanted).expect(200);
    const order = {
      ...wanted,
      acceptedPriceMinor: quote.priceMinor as number,
      externalId: 'appointment-1',
      metadata: { room: '7' },
    };
    const { body: booking } = await server().post(`/v1/users/${user.id}/bookings`, order, 'book-1').expect(201);
    expect(booking).toMatchObject({ status: 'requested', userId: user.id, externalId: 'appointment-1' });
    expect((await server().get(`/v1/users/${user.id}/wallet`).expect(200)).body.heldMinor).toBe(quote.priceMinor);
    await advisor.post(`/v1/bookings/${booking.id as string}/accept`).expect(200);
    clockTo(t, wanted.startsAt);
    const again = await t
      .http(owner.host)
      .post('/v1/auth/sign-in')
      .send({ email: 'advisor-7@example.com', password: 'a good long password' })
      .expect(200);
    const { body: begun } = await t
      .as(bearer(again.body.accessToken as string))
      .post(`/v1/bookings/${booking.id as string}/start`)
      .expect(200);
    // The server brings its user into the call that the advisor has begun.
    const { body: links } = await server()
      .post(`/v1/calls/${begun.callId as string}/join-links`)
      .expect(201);
    expect((await join(links.callerUrl as string, 'site')).body.person.id).toBe(user.id);
    const { body: found } = await server().get('/v1/staff/bookings?externalId=appointment-1').expect(200);
    expect(found.data).toEqual([expect.objectContaining({ id: booking.id, status: 'started', callId: begun.callId })]);
    await t.run('events.place');
    const { body: events } = await server()
      .get(`/v1/events?subject=${booking.id as string}&order=oldest`)
      .expect(200);
    expect(
      (events.data as { type: string; data: { externalId: string; metadata: object } }[]).map(({ type, data }) => [
        type,
        data.externalId,
        data.metadata,
      ]),
    ).toEqual(
      ['booking.requested', 'booking.accepted', 'booking.started'].map((type) => [
        type,
        'appointment-1',
        { room: '7' },
      ]),
    );
    t.clock.reset();
  });

  it('does not start a call for somebody who is frozen, or whose money does not last', async () => {
    const user = await newUser('customer-6');
    const advisorId = await newAdvisor('advisor-6');
    const start = () => server().post(`/v1/users/${user.id}/calls`, { advisorId, medium: 'voice' });
    expect((await start().expect(402)).body.code).toBe('insufficient-funds');
    await t.as(owner).post(`/v1/staff/people/${user.id}/freeze`).expect(200);
    expect((await start().expect(403)).body.code).toBe('account-frozen');
    // A member of the team is no user.
    await server()
      .post(`/v1/users/${t.publicId('person', owner.id)}/calls`, { advisorId, medium: 'voice' })
      .expect(404);
  });
});

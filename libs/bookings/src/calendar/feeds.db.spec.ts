import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Actor, type TestApp, acceptedBooking, slotIn, takesBookings, testApp, wish } from '@app/testing';

const DAY = 24 * 60;

describe('the calendar feed of a person', () => {
  let t: TestApp;
  let ada: Actor & { advisorId: string };
  let lea: Actor;
  beforeAll(async () => {
    t = await testApp();
  });
  afterAll(() => t.close());
  beforeEach(async () => {
    ada = await t.given.advisor({ voiceRateMinor: 200n });
    await takesBookings(t, ada);
    lea = await t.given.user({ balanceMinor: 50_000n });
  });

  const pathOf = async (who: Actor): Promise<string> => {
    const { body } = await t.as(who).post('/v1/me/calendar-feed').expect(200);
    return new URL((body as { url: string }).url).pathname;
  };
  const read = async (path: string, host = ada.host) => t.http(host).get(path);
  /** Properties of the one event, by name. */
  const event = (text: string): Record<string, string> =>
    Object.fromEntries(
      text
        .replace(/\r\n /g, '')
        .split('\r\n')
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
    );

  it('shows both sides their booking through its life, each with what their screens call the other', async () => {
    const startsAt = slotIn(t, DAY);
    const [hers, theirs] = [await pathOf(ada), await pathOf(lea)];
    const { body } = await t
      .as(lea)
      .post('/v1/bookings', { ...(await wish(t, lea, ada, startsAt)), topic: 'a very private matter' })
      .expect(201);
    const { id } = body as { id: string };
    const alias = ((await t.as(ada).get(`/v1/bookings/${id}`).expect(200)).body as { userAlias: string }).userAlias;

    const asked = await read(hers);
    expect(asked.status).toBe(200);
    expect(asked.headers['content-type']).toBe('text/calendar; charset=utf-8');
    expect(asked.headers['cache-control']).toBe('private, max-age=300');
    expect(event(asked.text)).toMatchObject({
      NAME: 'Aurora Advice: bookings',
      UID: `${id}@aurora.localhost`,
      SEQUENCE: '0',
      STATUS: 'TENTATIVE',
      SUMMARY: `Call with ${alias}`,
      DTSTART: startsAt.replace(/[-:]|\.000/g, ''),
    });
    const [user] = await t.db.query<{ display_name: string }>('select display_name from app.person where id = $1', [
      lea.id,
    ]);
    for (const secret of [user!.display_name, lea.email, 'private matter', 'Lea'])
      expect(asked.text).not.toContain(secret);

    await t.as(ada).post(`/v1/bookings/${id}/accept`).expect(200);
    const agreed = await read(theirs);
    expect(event(agreed.text)).toMatchObject({ UID: `${id}@aurora.localhost`, SEQUENCE: '1', STATUS: 'CONFIRMED' });
    const [advisor] = await t.db.query<{ display_name: string }>('select display_name from app.advisor where id = $1', [
      ada.advisorId,
    ]);
    expect(event(agreed.text)['SUMMARY']).toBe(`Call with ${advisor!.display_name}`);

    await t.as(lea).post(`/v1/bookings/${id}/cancel`).expect(200);
    expect(event((await read(hers)).text)).toMatchObject({ SEQUENCE: '2', STATUS: 'CANCELLED' });
  });

  it('has nobody else in it, and forgets a booking a month after it was over', async () => {
    const bob = await t.given.advisor({ voiceRateMinor: 200n });
    await takesBookings(t, bob);
    await acceptedBooking(t, lea, bob, slotIn(t, DAY));
    const hers = await pathOf(ada);
    expect((await read(hers)).text).not.toContain('VEVENT');
    const his = await pathOf(bob);
    expect((await read(his)).text).toContain('VEVENT');
    t.clock.advanceSeconds(40 * 86_400);
    expect((await read(his)).text).not.toContain('VEVENT');
    t.clock.reset();
  });

  it('is not sent again to a reader that has it', async () => {
    const path = await pathOf(lea);
    const { headers } = await read(path);
    const again = await t.http(lea.host).get(path).set('if-none-match', String(headers['etag']));
    expect([again.status, again.text]).toEqual([304, '']);
    await acceptedBooking(t, lea, ada, slotIn(t, DAY));
    expect((await t.http(lea.host).get(path).set('if-none-match', String(headers['etag']))).status).toBe(200);
  });

  it('is behind an address that is kept as a hash, ends when it is renewed or revoked, and opens at no other licensee', async () => {
    const first = await pathOf(lea);
    const token = first.split('/').at(-1)!.replace('.ics', '');
    const [{ row } = { row: '' }] = await t.db.query<{ row: string }>(
      'select f::text as row from app.calendar_feed f where person_id = $1',
      [lea.id],
    );
    expect(row).not.toContain(token);
    expect(row).not.toContain(Buffer.from(token).toString('hex'));
    expect((await read(first, t.licensees.zenith.host)).status).toBe(404);
    const second = await pathOf(lea);
    expect((await read(first)).status).toBe(404);
    expect((await read(second)).status).toBe(200);
    expect((await t.as(lea).get('/v1/me/calendar-feed').expect(200)).body).toMatchObject({ isOn: true });
    await t.as(lea).delete('/v1/me/calendar-feed').expect(204);
    const gone = await read(second);
    expect([gone.status, gone.headers['cache-control']]).toEqual([404, 'no-store']);
    expect((await t.as(lea).get('/v1/me/calendar-feed').expect(200)).body).toEqual({ isOn: false, createdAt: null });
  });

  it('is closed with the account', async () => {
    const path = await pathOf(lea);
    await t.db.query(`update app.person set status = 'frozen' where id = $1`, [lea.id]);
    expect((await read(path)).status).toBe(404);
  });
});

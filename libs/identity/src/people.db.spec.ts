import { STAFF, publicId, systemContext } from '@app/kernel';
import { type Actor, PASSWORD, type TestApp, testApp } from '@app/testing';
import { PersonsService } from './persons.service.js';

interface Shown {
  id: string;
  email: string;
  displayName: string;
}

describe('people at the desk of the staff', () => {
  let t: TestApp;
  let staff: Record<(typeof STAFF)[number], Actor>;

  const person = (email: string, displayName: string) =>
    t.app.get(PersonsService).create(systemContext(t.licensees.aurora.id, 'spec'), {
      role: 'end_user',
      email,
      displayName,
      password: PASSWORD,
      adult: true,
    });
  const find = async (who: Actor, query: Record<string, string>): Promise<Shown[]> =>
    (
      await t
        .as(who)
        .get(`/v1/staff/people?${new URLSearchParams(query).toString()}`)
        .expect(200)
    ).body.data;
  const names = (found: Shown[]) => found.map(({ displayName }) => displayName).sort();

  beforeAll(async () => {
    t = await testApp();
    staff = Object.fromEntries(
      await Promise.all(STAFF.map(async (role) => [role, await t.given.staff(role)] as const)),
    ) as typeof staff;
    await person('grace@hopper.example', 'Grace Hopper');
    await person('ada@lovelace.example', 'Ada Lovelace');
    await person('hundred@percent.example', '100 % sure_thing');
  });
  afterAll(() => t.close());

  it('are found by part of the name, beginning of the e-mail, or id', async () => {
    expect(names(await find(staff.support, { q: 'LOVE' }))).toEqual(['Ada Lovelace']);
    expect(names(await find(staff.support, { q: ' GRACE@hop' }))).toEqual(['Grace Hopper']);
    expect(await find(staff.support, { q: 'hopper.example' })).toEqual([]);
    const [ada] = await find(staff.owner, { q: 'Ada L' });
    expect(await find(staff.owner, { q: ada!.id })).toEqual([ada]);
    expect(await find(staff.owner, { q: publicId('person', crypto.randomUUID()) })).toEqual([]);
  });

  it('are found by what was typed, not by what LIKE makes of it', async () => {
    expect(names(await find(staff.owner, { q: '%' }))).toEqual(['100 % sure_thing']);
    expect(names(await find(staff.owner, { q: 'e_t' }))).toEqual(['100 % sure_thing']);
    expect(await find(staff.owner, { q: '\\' })).toEqual([]);
    expect(await find(staff.owner, { q: "' or 1=1 --" })).toEqual([]);
    await t.as(staff.owner).get('/v1/staff/people?q=').expect(422);
    await t.as(staff.owner).get('/v1/staff/people?status=gone').expect(422);
  });

  it('are listed by role and status, page by page', async () => {
    const frozen = await person('cold@example.com', 'Cold');
    await t
      .as(staff.admin)
      .post(`/v1/staff/people/${publicId('person', frozen.id)}/freeze`, { reason: 'Chargebacks' })
      .expect(200);
    expect(names(await find(staff.owner, { status: 'frozen' }))).toEqual(['Cold']);
    expect(await find(staff.owner, { status: 'frozen', role: 'advisor' })).toEqual([]);
    expect(await find(staff.owner, { status: 'closed' })).toEqual([]);
    const first = await t.as(staff.owner).get('/v1/staff/people?role=end_user&status=active&limit=2').expect(200);
    const rest = await t
      .as(staff.owner)
      .get(`/v1/staff/people?role=end_user&status=active&limit=2&cursor=${first.body.next_cursor}`)
      .expect(200);
    expect(names([...first.body.data, ...rest.body.data])).toEqual([
      '100 % sure_thing',
      'Ada Lovelace',
      'Grace Hopper',
    ]);
    const entries = await t.db.query(
      `select reason, before, after, actor_id from app.audit_entry where action = 'person.frozen'`,
    );
    expect(entries).toEqual([
      {
        reason: 'Chargebacks',
        before: { status: 'active' },
        after: { status: 'frozen' },
        actor_id: staff.admin.id,
      },
    ]);
  });

  it('show their e-mail address to who needs it, and are not found by it by the others', async () => {
    const [{ id }] = (await find(staff.owner, { q: 'grace@' })) as [Shown];
    for (const role of STAFF) {
      const masked = role === 'finance' || role === 'analyst';
      const expected = masked ? 'g***@hopper.example' : 'grace@hopper.example';
      const list = await find(staff[role], { q: 'Grace' });
      expect([role, list.map(({ email }) => email)]).toEqual([role, [expected]]);
      const { body, text } = await t.as(staff[role]).get(`/v1/staff/people/${id}`).expect(200);
      expect([role, body.email, text.includes('grace@')]).toEqual([role, expected, !masked]);
      expect([role, names(await find(staff[role], { q: 'grace@h' }))]).toEqual([role, masked ? [] : ['Grace Hopper']]);
    }
    for (const who of [await t.given.user(), await t.given.advisor()]) {
      await t.as(who).get('/v1/staff/people').expect(403);
      await t.as(who).get(`/v1/staff/people/${id}`).expect(403);
    }
  });

  it('are shown one by one, and those of another licensee are nobody', async () => {
    const user = await t.given.user();
    const { body } = await t
      .as(staff.analyst)
      .get(`/v1/staff/people/${publicId('person', user.id)}`)
      .expect(200);
    expect(body).toEqual({
      id: publicId('person', user.id),
      role: 'end_user',
      email: expect.stringMatching(/^e\*\*\*@/),
      displayName: expect.any(String),
      locale: 'en',
      status: 'active',
      createdAt: expect.any(String),
      billingCountry: null,
      business: null,
      adultAttestedAt: expect.any(String),
      lastSignInAt: expect.any(String),
    });
    const foreign = publicId('person', (await t.given.user({ licensee: 'zenith' })).id);
    for (const path of ['', '/notes', '/sign-ins'])
      await t.as(staff.owner).get(`/v1/staff/people/${foreign}${path}`).expect(404);
    await t.as(staff.owner).post(`/v1/staff/people/${foreign}/notes`, { text: 'x' }).expect(404);
  });

  it('carry notes that stay as they were written', async () => {
    const path = `/v1/staff/people/${publicId('person', (await t.given.user()).id)}/notes`;
    const first = await t.as(staff.support).post(path, { text: 'Wants a call on Monday' }).expect(201);
    await t
      .as(staff.owner)
      .post(path, { text: 'x'.repeat(2000) })
      .expect(201);
    const { body } = await t.as(staff.admin).get(`${path}?limit=1`).expect(200);
    expect(body).toMatchObject({ has_more: true, data: [{ text: 'x'.repeat(2000) }] });
    const next = await t.as(staff.admin).get(`${path}?cursor=${body.next_cursor}`).expect(200);
    expect(next.body.data).toEqual([first.body]);
    expect(first.body).toEqual({
      id: expect.stringMatching(/^note_[0-9a-z]{26}$/),
      text: 'Wants a call on Monday',
      author: { id: publicId('person', staff.support.id), displayName: expect.stringContaining('support') },
      at: expect.any(String),
    });
    for (const text of ['', 'x'.repeat(2001), 1, null]) await t.as(staff.owner).post(path, { text }).expect(422);
    for (const who of [staff.finance, staff.analyst, await t.given.user()]) {
      await t.as(who).get(path).expect(403);
      await t.as(who).post(path, { text: 'x' }).expect(403);
    }
    const audited = await t.db.query<{ after: object; n: string }>(
      `select count(*)::text as n, bool_or(e::text like '%Monday%') as tells from app.audit_entry e where action = 'person.note_added'`,
    );
    expect(audited).toEqual([{ n: '2', tells: false }]);
  });
});

import sharp from 'sharp';
import { type IdKind, type Role, STAFF, newId, publicId, systemContext } from '@app/kernel';
import { PersonsService } from '@app/identity';
import { identityOf, roomOf } from '@app/calling';
import { type Actor, PASSWORD, type TestApp } from '@app/testing';
import type { Send } from './client.js';

export type Tenant = 'aurora' | 'zenith';

/** Somebody of each role, and one real row of every kind that has an id in the API. */
export interface Population {
  readonly tenant: Tenant;
  readonly host: string;
  readonly licenseeId: string;
  readonly actors: Readonly<Record<Exclude<Role, 'operator'>, Actor>>;
  /** UUIDs. The call is settled, refunded and has a receipt; the advisor's other call rings. */
  readonly ids: Readonly<Partial<Record<IdKind, string>>>;
  readonly ringingCallId: string;
}

/** What no answer to another tenant may hold: names, hosts, e-mail addresses and ids. */
export interface Canaries {
  found(text: string): string | undefined;
}

/** Fills one licensee with rows of every kind, through the product where it can make them. */
export async function populate(t: TestApp, tenant: Tenant): Promise<Population> {
  const { id: licenseeId, host } = t.licensees[tenant];
  const user = await t.given.user({ balanceMinor: 40_000n, promoMinor: 100n, licensee: tenant });
  const advisor = await t.given.advisor({ licensee: tenant, voiceRateMinor: 600n });
  const staff = Object.fromEntries(
    await Promise.all(STAFF.map(async (role) => [role, await t.given.staff(role, tenant)] as const)),
  ) as Record<(typeof STAFF)[number], Actor>;

  const device = await t
    .as(user)
    .post('/v1/devices', { platform: 'android', pushKind: 'fcm_token', pushValue: `push-of-${tenant}` })
    .expect(201);
  const photo = await profile(t, advisor);
  const call = await settledCall(t, user, advisor);
  await t
    .as(staff.owner)
    .post(`/v1/calls/${publicId('call', call)}/refund`, { amountMinor: 100, reason: `refund of ${tenant}` })
    .expect(201);
  await t
    .as(staff.owner)
    .post(`/v1/staff/people/${publicId('person', user.id)}/credits`, {
      amountMinor: 100,
      reason: `credit of ${tenant}`,
    })
    .expect(201);
  const cardId = newId();
  const topUpId = newId();
  await addCard(t, user, cardId, tenant);
  await addTopUp(t, user, topUpId, cardId, tenant);
  const session = await t.db.query<{ id: string }>(
    'select id from app.session where licensee_id = $1 and person_id = $2 limit 1',
    [licenseeId, user.id],
  );
  const caller = await t.given.user({ balanceMinor: 5_000n, licensee: tenant });
  const ringing = await t
    .as(caller)
    .post('/v1/calls', {
      advisorId: publicId('advisor', advisor.advisorId),
      medium: 'voice',
      topic: `topic of ${tenant}`,
    })
    .expect(201);
  return {
    tenant,
    host,
    licenseeId,
    actors: { end_user: user, advisor, ...staff },
    ids: {
      person: user.id,
      advisor: advisor.advisorId,
      session: session[0]!.id,
      device: t.parseId('device', device.body.id as string)!,
      call,
      photo,
      topUp: topUpId,
      card: cardId,
    },
    ringingCallId: t.parseId('call', ringing.body.id as string)!,
  };
}

/** Picture, hours and an open console. @returns the id of the picture */
async function profile(t: TestApp, advisor: Actor): Promise<string> {
  const picture = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#336699' } })
    .png()
    .toBuffer();
  const { body } = await t
    .http(advisor.host)
    .put('/v1/advisors/me/photo')
    .set('authorization', `Bearer ${advisor.token}`)
    .set('content-type', 'image/png')
    .send(picture)
    .expect(200);
  await t
    .as(advisor)
    .put('/v1/advisors/me/schedule', {
      timeZone: 'Europe/Berlin',
      weekly: [{ day: 1, from: '09:00', to: '17:00' }],
      exceptions: [],
    })
    .expect(200);
  await t.as(advisor).put('/v1/advisors/me/presence').expect(204);
  await t
    .as(advisor)
    .patch('/v1/advisors/me', { topics: ['Tax'] })
    .expect(200);
  return t.parseId('photo', (body.photoUrl as string).split('/').at(-1)!)!;
}

/** A call from request to receipt. */
async function settledCall(t: TestApp, user: Actor, advisor: Actor & { advisorId: string }): Promise<string> {
  const { body } = await t
    .as(user)
    .post('/v1/calls', { advisorId: publicId('advisor', advisor.advisorId), medium: 'voice' })
    .expect(201);
  const id = t.parseId('call', body.id as string)!;
  await t.as(advisor).post(`/v1/calls/${body.id}/accept`).expect(200);
  for (const side of ['caller', 'advisor'] as const) {
    await t
      .as(side === 'caller' ? user : advisor)
      .post(`/v1/calls/${body.id}/join`)
      .expect(200);
    t.rooms.join(roomOf(id), identityOf(id, side));
  }
  await t.run('calling.media_sweep');
  for (let i = 0; i < 12; i++) {
    t.clock.advanceSeconds(5);
    await t.run('calling.media_sweep');
  }
  await t.as(user).post(`/v1/calls/${body.id}/end`).expect(200);
  await t.as(advisor).post(`/v1/calls/${body.id}/end`).expect(200);
  await t.as(user).get(`/v1/calls/${body.id}/receipt`).expect(200);
  t.clock.reset();
  return id;
}

/** Rows that only Stripe can cause. */
const addCard = (t: TestApp, user: Actor, id: string, tenant: Tenant): Promise<unknown> =>
  t.db.query(
    `insert into app.card (licensee_id, id, person_id, payment_method_id, brand, last4, exp_month, exp_year, created_at)
     values ($1, $2, $3, $4, 'visa', '4242', 12, 2030, now())`,
    [user.licenseeId, id, user.id, `pm_of_${tenant}`],
  );
const addTopUp = (t: TestApp, user: Actor, id: string, cardId: string, tenant: Tenant): Promise<unknown> =>
  t.db.query(
    `insert into app.top_up (licensee_id, id, person_id, idempotency_key, amount, currency, method, card_id, status, checkout_url, created_at)
     values ($1, $2, $3, $4, 2500, $5, 'checkout', $6, 'open', $7, now())`,
    [
      user.licenseeId,
      id,
      user.id,
      `key of ${tenant}`,
      t.licensees[tenant].currency,
      cardId,
      `https://pay.example/${tenant}`,
    ],
  );

/** A new session of somebody, so that a route may end it. */
export async function signIn(send: Send, { host, email }: Pick<Actor, 'host' | 'email'>): Promise<string> {
  const answer = await send({ method: 'POST', path: '/v1/auth/sign-in', host, body: { email, password: PASSWORD } });
  if (answer.status !== 200) throw new Error(`${email} cannot sign in: ${answer.text}`);
  return answer.json.accessToken as string;
}

/** The operator works on a host of their own. */
export async function operator(t: TestApp, send: Send): Promise<Actor> {
  const [row] = await t.db.query<{ id: string }>(`select id from app.licensee where kind = 'operator'`);
  const email = 'ops@operator.example';
  const person = await t.app.get(PersonsService).create(systemContext(row!.id, 'spec'), {
    role: 'operator',
    email,
    password: PASSWORD,
    displayName: 'Operator',
    adult: true,
  });
  const actor = { id: person.id, email, token: '', host: 'ops.localhost', licenseeId: row!.id };
  return { ...actor, token: await signIn(send, actor) };
}

interface Column {
  table: string;
  column: string;
}

const tenantTables = async (t: TestApp): Promise<string[]> =>
  (
    await t.db.query<{ table: string }>(
      `select table_name as table from information_schema.columns where table_schema = 'app' and column_name = 'licensee_id' order by 1`,
    )
  ).map(({ table }) => table);

/** One digest per table over all rows of a tenant. */
export async function fingerprints(t: TestApp, licenseeId: string): Promise<Record<string, string>> {
  const tables = await tenantTables(t);
  const parts = tables.map(
    (table) =>
      `select '${table}' as name, coalesce(md5(string_agg(r::text, '|' order by r::text)), 'empty') as digest from app.${table} r where r.licensee_id = $1`,
  );
  const rows = await t.db.query<{ name: string; digest: string }>(parts.join(' union all '), [licenseeId]);
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]));
}

/** Every id, and every text that names the tenant. */
export async function canariesOf(t: TestApp, { licenseeId, tenant }: Population): Promise<Canaries> {
  const columns = await t.db.query<Column>(
    `select table_name as table, column_name as column from information_schema.columns where table_schema = 'app' and data_type = 'uuid' and table_name in (select table_name from information_schema.columns where table_schema = 'app' and column_name = 'licensee_id')`,
  );
  const rows = await t.db.query<{ id: string }>(
    columns
      .map(
        ({ table, column }) =>
          `select ${column} as id from app.${table} where licensee_id = $1 and ${column} is not null`,
      )
      .join(' union '),
    [licenseeId],
  );
  // The part of a public id after its prefix is the same for every kind.
  const ids = new Set(rows.flatMap(({ id }) => [id, publicId('call', id).slice('call_'.length)]));
  if (ids.size < 20) throw new Error('too few ids for a proof');
  return {
    found: (text) => {
      if (text.toLowerCase().includes(tenant)) return tenant;
      return (text.match(/[0-9a-f]{8}-[0-9a-f-]{27}|(?<=_)[0-9a-z]{26}/g) ?? []).find((id) => ids.has(id));
    },
  };
}

import { generateKeyPairSync, sign } from 'node:crypto';
import { type IdKind, type Role, STAFF, newId, publicId, systemContext } from '@app/kernel';
import { PersonsService } from '@app/identity';
import { LicenseesService } from '@app/licensees';
import {
  type Actor,
  PASSWORD,
  type TestApp,
  acceptedBooking,
  creditedTopUp,
  picture,
  settledCall,
  slotIn,
  takesBookings,
} from '@app/testing';
import type { Send } from './client.js';
import { addCalendarRows } from './calendar-rows.js';
import { addMailRows } from './mail-rows.js';
import { addMoneyRows } from './money-rows.js';

export type Tenant = 'aurora' | 'zenith';

/** Somebody of each role, and one real row of every kind that has an id in the API. */
export interface Population {
  readonly tenant: Tenant;
  readonly host: string;
  readonly licenseeId: string;
  readonly actors: Readonly<Record<Exclude<Role, 'operator'>, Actor>>;
  /** UUIDs. The call is settled, refunded and has a receipt; the advisor's other call rings. The licensee is a spare one, for the operator to suspend. */
  readonly ids: Readonly<Partial<Record<IdKind, string>>>;
  readonly ringingCallId: string;
}

/** The row that a path means: `/v1/staff/team/{id}` is for members of staff and not for any person. */
export const idOf = ({ ids, actors }: Population, path: string, kind: IdKind): string | undefined =>
  path.startsWith('/v1/staff/team/') ? actors.analyst.id : ids[kind];

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
    .as(user)
    .get(`/v1/calls/${publicId('call', call)}/receipt`)
    .expect(200);
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
  const coupon = await t
    .as(staff.owner)
    .post('/v1/staff/coupons', { code: `CODE-${tenant}`, amountMinor: 100, creditDays: 30 })
    .expect(201);
  await t
    .as(user)
    .post('/v1/wallet/coupons', { code: `CODE-${tenant}` })
    .expect(201);
  await t
    .as(user)
    .post(`/v1/calls/${publicId('call', call)}/tip`, { amountMinor: 100 })
    .expect(201);
  await t
    .as(staff.owner)
    .put('/v1/staff/referral-programme', {
      isOn: true,
      inviterRewardMinor: 100,
      inviterRewardDays: 30,
      invitedRewardMinor: 100,
      invitedRewardDays: null,
      minTopUpMinor: 1000,
      mostPerInviter: 5,
      waitDays: 7,
    })
    .expect(200);
  const { body: invite } = await t.as(user).get('/v1/wallet/referral').expect(200);
  await t
    .http(host)
    .post('/v1/auth/sign-up')
    .send({
      email: `invited@${tenant}.example`,
      password: PASSWORD,
      displayName: `Invited of ${tenant}`,
      adult: true,
      referralCode: invite.code as string,
    })
    .expect(201);
  await t.as(user).put('/v1/wallet/spending-limits', { dailyMinor: null, monthlyMinor: 10_000_000 }).expect(200);
  const asset = await publishedBrand(t, staff.owner, tenant);
  await t
    .as(staff.owner)
    .post(`/v1/staff/people/${publicId('person', user.id)}/notes`, { text: `note of ${tenant}` })
    .expect(201);
  const operatorAccess = newId();
  await addOperatorRows(t, licenseeId, operatorAccess, tenant);
  const spare = await t.app.get(LicenseesService).create({
    slug: `spare-of-${tenant}`,
    name: `Spare of ${tenant}`,
    shortName: 'Spare',
    country: 'DE',
    currency: 'EUR',
    hosts: [`spare.${tenant}.localhost`],
    terms: { operatorShareBp: 1500, advisorShareBp: 6000, taxRateBp: 1900 },
  });
  await setUp(t, staff.owner, user, tenant);
  const messages = await addMailRows(t, staff.owner, user, advisor.advisorId, tenant);
  const callId = publicId('call', call);
  const rating = await t
    .as(user)
    .put(`/v1/calls/${callId}/rating`, { stars: 4, text: `rating of ${tenant}` })
    .expect(200);
  await t
    .as(advisor)
    .put(`/v1/calls/${callId}/note`, { text: `note of ${tenant}` })
    .expect(200);
  const report = await t
    .as(user)
    .post(`/v1/calls/${callId}/report`, { kind: 'sound', text: `report of ${tenant}` })
    .expect(201);
  await t.as(staff.owner).put(`/v1/staff/reports/${report.body.id}/assignee`).expect(200);
  const closed = await t.as(advisor).post(`/v1/calls/${callId}/report`, { kind: 'other', text: 'rude' }).expect(201);
  await t.as(staff.owner).post(`/v1/staff/reports/${closed.body.id}/close`, { resolution: 'talked' }).expect(200);
  const complaint = await t
    .as(user)
    .post(`/v1/calls/${callId}/complaint`, { kind: 'sound', text: `complaint of ${tenant}` })
    .expect(201);
  await t.as(staff.owner).patch('/v1/staff/complaint-rules', { windowHours: 72 }).expect(200);
  const cardId = newId();
  const topUpId = newId();
  await addCard(t, user, cardId, tenant);
  await addTopUp(t, user, topUpId, cardId, tenant);
  await creditedTopUp(t, user, 2500n, `pi_of_${tenant}`, t.licensees[tenant].currency);
  const { dispute, fraudWarning, payoutDocument } = await addMoneyRows(
    t,
    user,
    advisor,
    cardId,
    topUpId,
    t.licensees[tenant].currency,
  );
  const session = await t.db.query<{ id: string }>(
    'select id from app.session where licensee_id = $1 and person_id = $2 limit 1',
    [licenseeId, user.id],
  );
  await t.db.query(
    'insert into app.licensee_limits (licensee_id, max_advisors, max_concurrent_calls, changed_at) values ($1, 1000, 1000, now())',
    [licenseeId],
  );
  const apiKey = await usedKey(t, staff.owner, tenant);
  const booking = await booked(t, staff.owner, user, advisor);
  await addCalendarRows(t, user, advisor, booking, tenant);
  // From here on the two have no contact any more.
  const block = await t.as(advisor).put(`/v1/calls/${callId}/block`).expect(200);
  const signInKey = await vouched(t, staff.owner, tenant);
  const licence = await addLicence(t, licenseeId, staff.owner, tenant);
  const caller = await t.given.user({ balanceMinor: 5_000n, licensee: tenant });
  const ringing = await t
    .as(caller)
    .post('/v1/calls', {
      advisorId: publicId('advisor', advisor.advisorId),
      medium: 'voice',
      topic: `topic of ${tenant}`,
    })
    .expect(201);
  await t
    .as(staff.owner)
    .post(`/v1/calls/${ringing.body.id as string}/join-links`)
    .expect(201);
  return {
    tenant,
    host,
    licenseeId,
    actors: { end_user: user, advisor, ...staff },
    ids: {
      ...messages,
      person: user.id,
      advisor: advisor.advisorId,
      session: session[0]!.id,
      device: t.parseId('device', device.body.id as string)!,
      call,
      photo,
      topUp: topUpId,
      card: cardId,
      asset,
      licensee: spare.id,
      operatorAccess,
      dispute,
      fraudWarning,
      payoutDocument,
      coupon: t.parseId('coupon', coupon.body.id as string)!,
      report: t.parseId('report', report.body.id as string)!,
      rating: t.parseId('rating', rating.body.id as string)!,
      block: t.parseId('block', block.body.id as string)!,
      complaint: t.parseId('complaint', complaint.body.id as string)!,
      apiKey,
      booking,
      signInKey,
      ...licence,
      ...(await books(t, licenseeId)),
      event: await placedEvent(t, licenseeId),
      ...(await webhook(t, licenseeId, staff.owner, tenant)),
      job: await deadJob(t, licenseeId),
    },
    ringingCallId: t.parseId('call', ringing.body.id as string)!,
  };
}

/** Picture, hours, free minutes and an open console. @returns the id of the picture */
async function profile(t: TestApp, advisor: Actor): Promise<string> {
  const { body } = await t
    .as(advisor)
    .putBytes('/v1/advisors/me/photo', await picture(40, 40, '#336699'), 'image/png')
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
    .put('/v1/advisors/me/prices', { sessions: [], tiers: [], hours: [], freeSeconds: 2, freePer: 'pair' })
    .expect(200);
  await t
    .as(advisor)
    .patch('/v1/advisors/me', { topics: ['Tax'] })
    .expect(200);
  return t.parseId('photo', (body.photoUrl as string).split('/').at(-1)!)!;
}

/** A booking that is agreed, and the licensee's rules for it. */
async function booked(t: TestApp, owner: Actor, user: Actor, advisor: Actor & { advisorId: string }): Promise<string> {
  const { body: rules } = await t.as(owner).get('/v1/staff/booking-rules').expect(200);
  await t.as(owner).put('/v1/staff/booking-rules', rules).expect(200);
  await takesBookings(t, advisor);
  return t.parseId('booking', await acceptedBooking(t, user, advisor, slotIn(t, 3 * 24 * 60), '15'))!;
}

/** What a licensee sets up for itself, and what its people agree to. */
async function setUp(t: TestApp, owner: Actor, user: Actor, tenant: Tenant): Promise<void> {
  const page = '/v1/staff/legal/terms/en';
  const text = { title: `Terms of ${tenant}`, markdown: `# Terms of ${tenant}` };
  await t.as(owner).put(`${page}/draft`, text).expect(200);
  await t.as(owner).post(`${page}/publish`).expect(200);
  await t.as(owner).put(`${page}/draft`, text).expect(200);
  await t
    .as(owner)
    .patch('/v1/staff/pricing', { topUpBonuses: [{ fromMinor: 2500, bonusMinor: 100 }] })
    .expect(200);
  await t.as(owner).patch('/v1/staff/pricing', { taxRateBp: 700, effectiveAt: '2100-01-01T00:00:00Z' }).expect(200);
  await t
    .as(user)
    .post('/v1/me/consents', { consents: [{ kind: 'terms', version: 1, locale: 'en', granted: true }] })
    .expect(201);
}

/** A key of a program that has asked for something. */
async function usedKey(t: TestApp, owner: Actor, tenant: Tenant): Promise<string> {
  const { body } = await t
    .as(owner)
    .post('/v1/staff/api-keys', { name: `Key of ${tenant}`, scopes: ['*'] })
    .expect(201);
  await t
    .http(owner.host)
    .get('/v1/calls')
    .set('authorization', `Bearer ${body.key as string}`)
    .expect(200);
  return t.parseId('apiKey', body.id as string)!;
}

/** A key with which the licensee has let somebody of its own in. */
async function vouched(t: TestApp, owner: Actor, tenant: Tenant): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = {
    name: `Shop of ${tenant}`,
    issuer: 'https://shop.example',
    kid: '1',
    jwk: publicKey.export({ format: 'jwk' }),
  };
  const { body } = await t.as(owner).post('/v1/staff/sign-in-keys', key).expect(201);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'EdDSA', kid: key.kid })}.${part({
    iss: key.issuer,
    aud: body.audience as string,
    exp: Math.floor(Date.now() / 1000) + 300,
    jti: 'once',
    sub: `shopper of ${tenant}`,
    adult: true,
  })}`;
  const token = `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
  await t.http(owner.host).post('/v1/auth/external').send({ token }).expect(200);
  return t.parseId('signInKey', body.id as string)!;
}

/** A posting and an account of the licensee. */
async function books(t: TestApp, licenseeId: string): Promise<{ transaction: string; account: string }> {
  const [entry] = await t.db.query<{ transaction: string; account: string }>(
    'select transaction_id as transaction, account_id as account from app.ledger_entry where licensee_id = $1 limit 1',
    [licenseeId],
  );
  return entry!;
}

/** An endpoint, a message to it and a try. */
async function webhook(
  t: TestApp,
  licenseeId: string,
  owner: Actor,
  tenant: Tenant,
): Promise<{ webhookEndpoint: string; webhookDelivery: string }> {
  const endpoint = await t
    .as(owner)
    .post('/v1/webhook-endpoints', { url: `https://hooks.acme.dev/${tenant}`, eventTypes: ['*'] })
    .expect(201);
  const example = await t
    .as(owner)
    .post(`/v1/webhook-endpoints/${endpoint.body.id}/examples`, { type: 'call.ended' })
    .expect(201);
  const webhookDelivery = t.parseId('webhookDelivery', example.body.id as string)!;
  await t.db.query(
    `insert into app.webhook_attempt (licensee_id, delivery_id, n, started_at, answer) values ($1, $2, 1, now(), $3)`,
    [licenseeId, webhookDelivery, `answer of ${tenant}`],
  );
  return { webhookEndpoint: t.parseId('webhookEndpoint', endpoint.body.id as string)!, webhookDelivery };
}

/** An event that can be listed. */
async function placedEvent(t: TestApp, licenseeId: string): Promise<string> {
  await t.run('events.place');
  const [row] = await t.db.query<{ id: string }>('select id from app.event where licensee_id = $1 and position = 1', [
    licenseeId,
  ]);
  return row!.id;
}

/** A job that was given up. Should it run again, it finds no event of this id and does nothing. */
async function deadJob(t: TestApp, licenseeId: string): Promise<string> {
  const [job] = await t.db.query<{ id: string }>(
    `select id::text from graphile_worker.add_job('stripe.event', json_build_object('licenseeId', $1::text, 'requestId', 'spec', 'payload', json_build_object('id', $2::text)), max_attempts => 1)`,
    [licenseeId, newId()],
  );
  await t.db.query(
    `update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'spec' where id = $1`,
    [job!.id],
  );
  const digits = BigInt(job!.id).toString(16).padStart(16, '0');
  return `00000000-0000-0000-${digits.slice(0, 4)}-${digits.slice(4)}`;
}

/** A brand that is live, with a logo of its own. Answers the logo's id. */
async function publishedBrand(t: TestApp, owner: Actor, tenant: Tenant): Promise<string> {
  const logo = await t
    .as(owner)
    .putBytes(
      '/v1/staff/brand/assets/logo_light',
      await picture(64, 48, tenant === 'aurora' ? '#1d4e89' : '#2f7d32'),
      'image/png',
    )
    .expect(200);
  const { body } = await t.as(owner).get('/v1/staff/brand').expect(200);
  const document = { ...body.draft.document, logoLight: logo.body.id, tagline: { en: `tagline of ${tenant}` } };
  const { revision } = (
    await t.as(owner).put('/v1/staff/brand/draft', { document, revision: body.draft.revision }).expect(200)
  ).body;
  await t.as(owner).post('/v1/staff/brand/publish', { revision }).expect(200);
  return t.parseId('asset', logo.body.id as string)!;
}

/** Rows that only the operator can cause. */
async function addOperatorRows(t: TestApp, licenseeId: string, accessId: string, tenant: Tenant): Promise<void> {
  await t.db.query(`insert into app.licensee_switches (licensee_id, changed_at) values ($1, now())`, [licenseeId]);
  await t.db.query(
    `insert into app.operator_access (licensee_id, id, operator_id, operator_name, reason, minutes, code_hash, code_expires_at, requested_at, expires_at)
     values ($1, $2, gen_random_uuid(), 'Otto', $3, 15, sha256(convert_to($3, 'UTF8')), now() + interval '60 s', now(), now() + interval '15 min')`,
    [licenseeId, accessId, `help for ${tenant}`],
  );
}

/** Terms that ask for nothing. */
const TERMS = JSON.stringify({
  setupFeeMinor: null,
  monthlyFeeMinor: null,
  minimumMonthlyMinor: null,
  operatorShareBp: null,
  operatorRatePerMinuteMinor: null,
  trialDays: 0,
  maxAdvisors: null,
  maxUsers: null,
  maxConcurrentCalls: null,
  maxApiPerMinute: null,
  maxStorageMb: null,
});

/** A licence with an invoice that is open, partly credited and being paid. The operator who could make it does not exist yet. */
async function addLicence(
  t: TestApp,
  licenseeId: string,
  owner: Actor,
  tenant: Tenant,
): Promise<{ licenceInvoice: string; licenceCreditNote: string; plan: string }> {
  const { currency } = t.licensees[tenant];
  const [licenceInvoice, licenceCreditNote, plan] = [newId(), newId(), newId()];
  await t.db.query(
    `insert into app.plan (licensee_id, id, family_id, version, name, currency, terms, is_public, created_at)
     values ($1, $2, $2, 1, $3, $4, $5, false, now())`,
    [licenseeId, plan, `Plan of ${tenant}`, currency, TERMS],
  );
  const party = {
    company: `Company of ${tenant}`,
    fullName: 'Ada',
    line1: 'Street 1',
    line2: null,
    postalCode: '1',
    city: 'City',
    region: null,
    country: 'DE',
    email: `billing@${tenant}.example`,
    taxNumber: null,
  };
  const document = (number: string): string =>
    JSON.stringify({
      version: 1,
      kind: 'invoice',
      number,
      locale: 'en',
      issuedOn: '2026-01-01',
      dueOn: null,
      currency,
      seller: party,
      buyer: party,
      period: null,
      lines: [{ text: 'Set-up', amountMinor: 1000 }],
      netMinor: 1000,
      tax: { treatment: 'domestic', rateBp: 0, amountMinor: 0 },
      totalMinor: 1000,
      original: null,
      reason: null,
      bankDetails: null,
    });
  // Only the operator has these; a row of each proves the wall around them.
  await t.db.query(
    `insert into app.invoice_issuer (licensee_id, series, tax_rate_bp, payment_days, changed_at) values ($1, 'XX', 0, 0, now())`,
    [licenseeId],
  );
  await t.db.query(
    `insert into app.invoice_series (licensee_id, series, kind, year, last) values ($1, 'XX', 'invoice', 2026, 1)`,
    [licenseeId],
  );
  await t.db.query(
    `insert into app.licence (licensee_id, status, plan_id, plan_name, plan_version, currency, terms, started_at, status_since, charged_from, invoiced_until, setup_invoiced)
     values ($1, 'active', gen_random_uuid(), $2, 1, $3, $4, now(), now(), '2026-01-01', '2100-01-01', true)`,
    [licenseeId, `Plan of ${tenant}`, currency, TERMS],
  );
  await t.db.query(
    `insert into app.licence_change (licensee_id, id, at, kind, to_status, plan_name, plan_version, reason, actor)
     values ($1, gen_random_uuid(), now(), 'started', 'active', $2, 1, $2, 'system')`,
    [licenseeId, `Plan of ${tenant}`],
  );
  await t.db.query(
    `insert into app.billing_profile (licensee_id, company, full_name, email, line1, postal_code, city, country, changed_at)
     values ($1, $2, 'Ada', $3, 'Street 1', '1', 'City', 'DE', now())`,
    [licenseeId, party.company, party.email],
  );
  await t.db.query(
    `insert into app.licence_invoice (licensee_id, id, number, period, currency, net, tax, total, credited, status, payload, sha256, transaction_id, issued_at, due_at)
     values ($1, $2, $3, 'setup', $4, 1000, 0, 1000, 100, 'open', $5, sha256(convert_to($5, 'UTF8')), gen_random_uuid(), now(), now() + interval '1 year')`,
    [licenseeId, licenceInvoice, `INV-${tenant}`, currency, document(`INV-${tenant}`)],
  );
  await t.db.query(
    `insert into app.licence_credit_note (licensee_id, id, invoice_id, number, net, tax, total, reason, payload, sha256, transaction_id, issued_at)
     values ($1, $2, $3, $4, 100, 0, 100, $4, $5, sha256(convert_to($5, 'UTF8')), gen_random_uuid(), now())`,
    [licenseeId, licenceCreditNote, licenceInvoice, `CN-${tenant}`, document(`CN-${tenant}`)],
  );
  await t.db.query(
    `insert into app.licence_customer (licensee_id, customer_id, payment_method_id, changed_at) values ($1, $2, $3, now())`,
    [licenseeId, `cus_of_${tenant}`, `pm_licence_of_${tenant}`],
  );
  await t.db.query(
    `insert into app.licence_payment (licensee_id, id, invoice_id, attempt, method, amount, currency, status, failure_code, created_at, closed_at)
     values ($1, gen_random_uuid(), $2, 1, 'card', 900, $3, 'failed', $4, now(), now())`,
    [licenseeId, licenceInvoice, currency, `failure of ${tenant}`],
  );
  await t.db.query(
    `insert into app.email_verification (licensee_id, id, person_id, email, token_hash, created_at, expires_at, verified_at)
     values ($1, gen_random_uuid(), $2, $3, sha256(convert_to($3, 'UTF8')), now(), now() + interval '7 days', now())`,
    [licenseeId, owner.id, owner.email],
  );
  return { licenceInvoice, licenceCreditNote, plan };
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

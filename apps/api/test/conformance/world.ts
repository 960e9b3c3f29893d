import { STAFF, newId, publicId } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { type Actor, PASSWORD, type TestApp, creditedTopUp, settledCall } from '@app/testing';
import { booked, profile, publishedBrand, setUp } from './set-up-rows.js';
import { addLicence, addOperatorRows } from './licence-rows.js';
import { addCalendarRows } from './calendar-rows.js';
import { addMailRows } from './mail-rows.js';
import { addMoneyRows } from './money-rows.js';
import type { Population, Tenant } from './population.js';
import { deadJob, placedEvent, usedKey, vouched, webhook } from './program-rows.js';
import { addCard, addTopUp, books } from './wallet-rows.js';

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
    .post('/v1/staff/coupons', {
      code: `CODE-${tenant}`,
      amountMinor: 100,
      creditDays: 30,
      sponsorAdvisorId: publicId('advisor', advisor.advisorId),
    })
    .expect(201);
  await t
    .as(advisor)
    .post(`/v1/advisor/coupons/${coupon.body.id as string}/agree`)
    .expect(200);
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
  await t
    .as(staff.owner)
    .put(`/v1/staff/advisors/${publicId('advisor', advisor.advisorId)}/reserve`, {
      reserveBp: 0,
      reserveDays: 1,
      reason: `reserve of ${tenant}`,
    })
    .expect(200);
  const messages = await addMailRows(t, staff.owner, user, advisor, tenant);
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
  const { dispute, fraudWarning, payoutDocument, userInvoice, payeeDebt } = await addMoneyRows(
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
  const withdrawal = await t
    .as(user)
    .post('/v1/wallet/withdrawals', { payments: [], words: `withdrawal of ${tenant}`, locale: 'en' })
    .expect(201);
  const apiKey = await usedKey(t, staff.owner, tenant);
  const link = await t
    .as(advisor)
    .post('/v1/call-links', { medium: 'voice', ratePerMinuteMinor: 100, label: `link of ${tenant}` })
    .expect(201);
  const booking = await booked(t, staff.owner, user, advisor);
  await addCalendarRows(t, user, advisor, booking, tenant);
  // From here on the two have no contact any more.
  const block = await t.as(advisor).put(`/v1/calls/${callId}/block`).expect(200);
  const signInKey = await vouched(t, staff.owner, tenant);
  const licence = await addLicence(t, licenseeId, staff.owner, tenant);
  const caller = await t.given.user({ balanceMinor: 5_000n, licensee: tenant });
  // Two accounts of one browser.
  for (const { email } of [user, caller])
    await t
      .http(host)
      .post('/v1/auth/sign-in')
      .send({ email, password: PASSWORD, installation: `browser-of-${tenant}` })
      .expect(200);
  const ringing = await t
    .as(caller)
    .post('/v1/calls', {
      advisorId: publicId('advisor', advisor.advisorId),
      medium: 'voice',
      topic: `topic of ${tenant}`,
      acceptedStart: { version: 'start-at-once-1', locale: 'en' },
    })
    .expect(201);
  await t
    .as(staff.owner)
    .post(`/v1/calls/${ringing.body.id as string}/join-links`)
    .expect(201);
  await t
    .as(advisor)
    .post(`/v1/calls/${ringing.body.id as string}/heard`)
    .expect(204);
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
      userInvoice,
      payeeDebt,
      coupon: t.parseId('coupon', coupon.body.id as string)!,
      report: t.parseId('report', report.body.id as string)!,
      rating: t.parseId('rating', rating.body.id as string)!,
      block: t.parseId('block', block.body.id as string)!,
      complaint: t.parseId('complaint', complaint.body.id as string)!,
      withdrawal: t.parseId('withdrawal', withdrawal.body.id as string)!,
      withdrawalCase: t.parseId('withdrawalCase', withdrawal.body.cases[0].id as string)!,
      apiKey,
      booking,
      callLink: t.parseId('callLink', link.body.id as string)!,
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

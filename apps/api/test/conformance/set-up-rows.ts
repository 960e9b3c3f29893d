import { type Actor, type TestApp, acceptedBooking, picture, slotIn, takesBookings } from '@app/testing';
import type { Tenant } from './population.js';

/** Picture, hours, free minutes and an open console. @returns the id of the picture */
export async function profile(t: TestApp, advisor: Actor): Promise<string> {
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
export async function booked(
  t: TestApp,
  owner: Actor,
  user: Actor,
  advisor: Actor & { advisorId: string },
): Promise<string> {
  const { body: rules } = await t.as(owner).get('/v1/staff/booking-rules').expect(200);
  await t.as(owner).put('/v1/staff/booking-rules', rules).expect(200);
  await takesBookings(t, advisor);
  return t.parseId('booking', await acceptedBooking(t, user, advisor, slotIn(t, 3 * 24 * 60), '15'))!;
}

/** What a licensee sets up for itself, and what its people agree to. */
export async function setUp(t: TestApp, owner: Actor, user: Actor, tenant: Tenant): Promise<void> {
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

/** A brand that is live, with a logo of its own. Answers the logo's id. */
export async function publishedBrand(t: TestApp, owner: Actor, tenant: Tenant): Promise<string> {
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

import { PASSWORD, acceptedBooking, clockTo, signedInAgain, slotIn, takesBookings } from '@app/testing';
import { type Chapter, flow } from './flow.ts';
import type { World } from './world.ts';

const nothing = () => Promise.resolve();
/** A card whose refunds the bank refuses. */
const REFUNDS_FAIL = '4000000000005126';
/** Cards that nobody else pays with: what is for new customers is for one account of a card. */
const OWN_CARDS = { invited: '5555555555554444', first: '378282246310005' };

/** Somebody who came by the link of another caller. */
async function invited({ t, owner }: World) {
  await t
    .as(owner)
    .put('/v1/staff/referral-programme', {
      isOn: true,
      inviterRewardMinor: 700,
      inviterRewardDays: null,
      invitedRewardMinor: 300,
      invitedRewardDays: 30,
      minTopUpMinor: 2_000,
      mostPerInviter: null,
      waitDays: 0,
    })
    .expect(200);
  const inviter = await t.given.user();
  const { code } = (await t.as(inviter).get('/v1/wallet/referral').expect(200)).body as { code: string };
  const email = 'guest@example.org';
  const { body } = await t
    .http(inviter.host)
    .post('/v1/auth/sign-up')
    .send({ email, password: PASSWORD, displayName: 'Guest', adult: true, referralCode: code })
    .expect(201);
  const { person, accessToken } = body as { person: { id: string }; accessToken: string };
  return { ...inviter, id: t.parseId('person', person.id)!, email, token: accessToken };
}

export const USERS: Chapter = {
  title: 'Callers',
  flows: [
    flow(
      'A top-up is paid',
      'The wallet is credited when Stripe says so. What Stripe keeps comes with its line, and falls on whom the licence names; here the licensee.',
      nothing,
      ({ payer }) => payer(2_500),
    ),
    flow(
      "Where the operator bears Stripe's fees",
      '',
      ({ bearers }) => bearers({ stripeFeeBearer: 'operator' }),
      async ({ payer, bearers }) => {
        await payer(2_500);
        await bearers({});
      },
    ),
    flow(
      'A call is settled',
      'Held before the ring, taken at the end, the seconds that both were connected. Tax is contained in the price; the rest is split.',
      async ({ t, payer }) => ({ ...(await payer(5_000)), advisor: await t.given.advisor({ voiceRateMinor: 600n }) }),
      ({ talk }, { user, advisor }) => talk(user, advisor, 60),
    ),
    flow(
      'Staff give promo credit, and a call is paid with it first',
      'A promise until it is spent: then it is an expense of its sponsor.',
      async ({ t, payer }) => ({ ...(await payer(5_000)), advisor: await t.given.advisor({ voiceRateMinor: 600n }) }),
      async ({ t, owner, talk }, { user, advisor }) => {
        await t
          .as(owner)
          .post(`/v1/staff/people/${t.publicId('person', user.id)}/credits`, { amountMinor: 200, reason: 'Bad line' })
          .expect(201);
        await talk(user, advisor, 60);
      },
    ),
    flow(
      'The operator pays for promo credit',
      'A code that the operator made at the licensee. The settlement charges the licensee; in the night what was used goes to the operator’s fee.',
      async ({ t, operator, licensee, payer }) => {
        const advisor = await t.given.advisor({ voiceRateMinor: 600n });
        const { user } = await payer(5_000);
        await t
          .as(operator)
          .post(`/v1/operator/licensees/${licensee}/coupons`, { code: 'FROM-OPERATOR', amountMinor: 200 })
          .expect(201);
        await t.as(user).post('/v1/wallet/coupons', { code: 'FROM-OPERATOR' }).expect(201);
        return { user, advisor };
      },
      async ({ t, talk }, { user, advisor }) => {
        await talk(user, advisor, 60);
        await t.run('billing.expire_promos');
      },
    ),
    flow(
      'An advisor pays for promo credit that is spent with them, and the call is refunded',
      'By a code that the advisor agreed to. In the transaction of the settlement, up to their share; a refund gives it back in proportion.',
      async ({ t, owner, payer }) => {
        const advisor = await t.given.advisor({ voiceRateMinor: 600n });
        const { user } = await payer(5_000);
        const { body } = await t
          .as(owner)
          .post('/v1/staff/coupons', {
            code: 'FROM-ADVISOR',
            amountMinor: 200,
            sponsorAdvisorId: t.publicId('advisor', advisor.advisorId),
          })
          .expect(201);
        await t
          .as(advisor)
          .post(`/v1/advisor/coupons/${(body as { id: string }).id}/agree`)
          .expect(200);
        await t.as(user).post('/v1/wallet/coupons', { code: 'FROM-ADVISOR' }).expect(201);
        return { user, advisor };
      },
      async ({ t, owner, talk }, { user, advisor }) => {
        const call = await talk(user, advisor, 60);
        await t.as(owner).post(`/v1/calls/${call}/refund`, { reason: 'Poor line' }).expect(201);
      },
    ),
    flow(
      'Promo credit ends',
      'What is left on its last day.',
      async ({ t, owner }) => {
        const user = await t.given.user();
        const expiresAt = new Date(Date.now() + 2 * 24 * 3600 * 1000).toISOString();
        await t
          .as(owner)
          .post(`/v1/staff/people/${t.publicId('person', user.id)}/credits`, {
            amountMinor: 300,
            reason: 'Welcome',
            expiresAt,
          })
          .expect(201);
      },
      async ({ t }) => {
        t.clock.advanceSeconds(3 * 24 * 3600);
        await t.run('billing.expire_promos');
        t.clock.reset();
      },
    ),
    flow(
      'Somebody who was invited pays for the first time, and takes the money back',
      'Both are rewarded with promo credit; what is left of it goes when the payment does.',
      invited,
      async ({ t, payFor, settle }, user) => {
        await payFor(user, 2_500, OWN_CARDS.invited);
        await t.as(user).post('/v1/wallet/refunds', {}).expect(201);
        await settle();
      },
    ),
    flow(
      'The first minutes are free, given by the licensee',
      'The advisor earns them all the same; they are posted to who bears them.',
      async ({ t, pricing, payer }) => {
        await pricing({ freeUserSeconds: 180, freeSponsor: 'licensee' });
        return {
          ...(await payer(5_000, OWN_CARDS.first)),
          advisor: await t.given.advisor({ voiceRateMinor: 600n }),
        };
      },
      async ({ talk, pricing }, { user, advisor }) => {
        await talk(user, advisor, 120, { acceptedFreeSeconds: 180 });
        await pricing({ freeUserSeconds: 0 });
      },
    ),
    flow(
      'The caller tips',
      'From the paid balance, and whole to the advisor.',
      async ({ t, payer, talk }) => {
        const { user } = await payer(5_000);
        return { user, call: await talk(user, await t.given.advisor({ voiceRateMinor: 600n }), 60) };
      },
      ({ t }, { user, call }) => t.as(user).post(`/v1/calls/${call}/tip`, { amountMinor: 500 }).expect(201),
    ),
    flow(
      'A booking is called off by its user too late for everything back',
      'Its price was held from the request on. What the tier of the licensee keeps is shared like a price; the rest is free again. A user who does not come pays the same way.',
      async ({ t, payer }) => {
        const { user } = await payer(10_000);
        const advisor = await t.given.advisor({ voiceRateMinor: 200n });
        await takesBookings(t, advisor);
        const startsAt = slotIn(t, 48 * 60);
        const booking = await acceptedBooking(t, user, advisor, startsAt);
        clockTo(t, startsAt, -3 * 3600);
        return { user: await signedInAgain(t, user), booking };
      },
      async ({ t }, { user, booking }) => {
        await t.as(user).post(`/v1/bookings/${booking}/cancel`).expect(200);
        t.clock.reset();
      },
    ),
    flow(
      'A call is refunded',
      'Each share goes back in proportion, promo credit to promo credit.',
      async ({ t, payer, talk }) => {
        const { user } = await payer(5_000);
        return talk(user, await t.given.advisor({ voiceRateMinor: 600n }), 120);
      },
      ({ t, owner }, call) => t.as(owner).post(`/v1/calls/${call}/refund`, { reason: 'Poor line' }).expect(201),
    ),
    flow(
      'A call is refunded to the card',
      'One act of staff: the shares go back, and what was paid goes on to the payments that paid the call. What no card can take stays in the wallet.',
      async ({ t, payer, talk }) => {
        const { user } = await payer(5_000);
        return talk(user, await t.given.advisor({ voiceRateMinor: 600n }), 120);
      },
      async ({ t, owner, settle }, call) => {
        await t.as(owner).post(`/v1/calls/${call}/refund`, { reason: 'Poor line', to: 'card' }).expect(201);
        await settle();
      },
    ),
    flow(
      'Unspent money goes back to the card',
      'Asked for, then gone with its line at Stripe.',
      ({ payer }) => payer(2_000),
      async ({ t, settle }, { user }) => {
        await t.as(user).post('/v1/wallet/refunds', {}).expect(201);
        await settle();
      },
    ),
    flow(
      'The card refuses it',
      'Also weeks later: the money is in the wallet again.',
      ({ payer }) => payer(2_000, REFUNDS_FAIL),
      async ({ t, stripe, settle }, { user }) => {
        await t.as(user).post('/v1/wallet/refunds', {}).expect(201);
        await settle();
        stripe.advance(2);
        await settle();
      },
    ),
    flow(
      'What a card refused of a withdrawal is paid by a transfer',
      'By the licensee, from its bank, as staff say when they decide the case. The money at Stripe that stood for it is the licensee’s share.',
      async ({ t, stripe, settle, payer }) => {
        const { user, topUp } = await payer(2_000, REFUNDS_FAIL);
        const { body } = await t
          .as(user)
          .post('/v1/wallet/withdrawals', { payments: [{ topUpId: topUp }], locale: 'en' })
          .expect(201);
        await settle();
        stripe.advance(2);
        await settle();
        return (body as { id: string }).id;
      },
      async ({ t, owner, one }, id) => {
        const { id: caseId } = await one<{ id: string }>(
          'select id from app.withdrawal_case where withdrawal_id = $1',
          [t.parseId('withdrawal', id)],
        );
        await t
          .as(owner)
          .post(`/v1/staff/withdrawal-cases/${t.publicId('withdrawalCase', caseId)}/decide`, {
            decision: 'refunded',
            reason: 'SEPA 2026-11-27',
          })
          .expect(200);
      },
    ),
  ],
};

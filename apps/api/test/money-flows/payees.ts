import { type Chapter, flow } from './flow.ts';
import type { Advisor, World } from './world.ts';

/** An advisor whom Stripe would pay, with an earning whose hold is over in a week. */
const earner = async ({ payee, payer, talk }: World, seconds = 300): Promise<{ advisor: Advisor; call: string }> => {
  const advisor = await payee();
  const { user } = await payer(20_000);
  return { advisor, call: await talk(user, advisor, seconds) };
};
const lastPayout = ({ one }: World, advisor: Advisor) =>
  one<{ stripe_payout_id: string }>('select stripe_payout_id from app.payout where party_id = $1 order by id desc', [
    advisor.advisorId,
  ]);

export const PAYEES: Chapter = {
  title: 'Advisors and the licensee',
  flows: [
    flow(
      'Earnings are paid out',
      'Claimed in the transaction that picks them, gone with the line of the transfer. From there it is the payee’s own balance at Stripe, and then their bank.',
      earner,
      ({ payOut }) => payOut(),
    ),
    flow(
      'The bank refuses a payout',
      'The transfer is taken back, the earnings can be paid out again.',
      async (world) => {
        const { advisor } = await earner(world);
        await world.payOut({ reachesBank: false });
        return lastPayout(world, advisor);
      },
      ({ control }, { stripe_payout_id: id }) =>
        control(`payouts/${id}`, { state: 'failed', failureCode: 'account_closed' }),
    ),
    flow(
      'A reserve is kept back, and released after its time',
      '',
      async (world) => {
        await world.payoutRules({ reserveBp: 1000, reserveDays: 30 });
        await earner(world);
      },
      async ({ payOut, payoutRules }) => {
        await payOut();
        await payOut({ days: 40 });
        await payoutRules({ reserveBp: 0 });
      },
    ),
    flow(
      'A call is refunded that was paid out already',
      'The advisor owes their part; a payable never falls below zero. It is taken from what they earn next.',
      async (world) => {
        const { advisor, call } = await earner(world);
        await world.payOut();
        const { user } = await world.payer(20_000);
        return { advisor, call, user };
      },
      async ({ t, owner, talk, payOut }, { advisor, call, user }) => {
        await t.as(owner).post(`/v1/calls/${call}/refund`, { reason: 'Poor line' }).expect(201);
        await talk(user, advisor, 900);
        await payOut();
      },
    ),
    flow(
      'What an advisor owes and will not pay is written off',
      'A call was refunded after its earnings were paid out, and the advisor is gone. Who sells the calls bears it, here the licensee; where the operator sells, it is a `bad_debt` of the operator.',
      async (world) => {
        const { t, owner, payOut } = world;
        const { advisor, call } = await earner(world);
        await payOut();
        await t.as(owner).post(`/v1/calls/${call}/refund`, { reason: 'Poor line' }).expect(201);
        const { body } = await t.as(owner).get('/v1/staff/payee-debts').expect(200);
        const { data } = body as { data: { id: string; advisorId: string; dueMinor: number }[] };
        return data.find(({ advisorId }) => advisorId === t.publicId('advisor', advisor.advisorId))!;
      },
      ({ t, owner }, { id, dueMinor }) =>
        t
          .as(owner)
          .post(`/v1/staff/payee-debts/${id}/write-off`, { amountMinor: dueMinor, reason: 'Cannot be reached' })
          .expect(200),
    ),
    flow(
      'The licensee is paid its share, and the tax that it owes itself',
      'As the seller of record. Where the operator sells, the tax stays with the operator.',
      async (world) => {
        const { t, owner, control, one } = world;
        await t.as(owner).post('/v1/payout-account', { country: 'DE', entityType: 'company' }).expect(201);
        const { account_id: account } = await one<{ account_id: string }>(
          `select account_id from app.connect_account where party = 'licensee'`,
        );
        await control(`accounts/${account}`, { state: 'active' });
      },
      ({ payOut }) => payOut(),
    ),
    flow(
      'Stripe refuses the transfer',
      'Because the account was closed a moment before: nothing left, the earnings are there again.',
      async (world) => {
        const { advisor } = await earner(world);
        const { account_id: account } = await world.accountOf(advisor.advisorId);
        world.stripe.webhooks.control({ drop: true });
        await world.control(`accounts/${account}`, { state: 'rejected' });
      },
      async ({ payOut, stripe }) => {
        await payOut();
        stripe.webhooks.control({ drop: false });
      },
    ),
  ],
};

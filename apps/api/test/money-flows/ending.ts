import { type Chapter, flow } from './flow.ts';

const REFUNDS_FAIL = '4000000000005126';

export const ENDING: Chapter = {
  title: 'The end of a licence',
  flows: [
    flow(
      'Money that no card takes back is paid by hand',
      'From the bank of whoever has the money, here the operator; the balance at Stripe that stood for it is the operator’s from then on. A licensee with a Stripe account of its own credits `licensee_payable` instead of `bank`.',
      async ({ t, operator, licensee, payer, stripe, settle }) => {
        const { user } = await payer(2_000, REFUNDS_FAIL);
        await t
          .as(operator)
          .post(`/v1/operator/licensees/${licensee}/licence/ending`, {
            endsAt: '2020-01-01T00:00:00Z',
            reason: 'Notice was given',
          })
          .expect(200);
        await t.run('licensing.run_licences');
        await settle();
        stripe.advance(2);
        await settle();
        return user;
      },
      ({ t, operator, licensee }, user) =>
        t
          .as(operator)
          .post(`/v1/operator/licensees/${licensee}/licence/ending/unreturned/${t.publicId('person', user.id)}/paid`, {
            reference: 'SEPA 2026-11-27',
          })
          .expect(201),
    ),
  ],
};

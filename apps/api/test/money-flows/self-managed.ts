import { type Chapter, flow } from './flow.ts';

export const SELF_MANAGED: Chapter = {
  title: 'A licensee that keeps the money itself',
  flows: [
    flow(
      'A user gets a budget, the licensee pays the advisor, and what is left of the budget ends',
      'The licensee holds the cash: `licensee_till` is what of it is spoken for. The operator’s share goes onto the invoice of the month.',
      async ({ t, operator }) => {
        const zenith = t.publicId('licensee', t.licensees.zenith.id);
        await t
          .as(operator)
          .put(`/v1/operator/licensees/${zenith}/licence/topology`, { topology: 'self_managed', reason: 'As agreed' })
          .expect(200);
        return {
          owner: await t.given.staff('owner', 'zenith'),
          user: await t.given.user({ licensee: 'zenith' }),
          advisor: await t.given.advisor({ voiceRateMinor: 600n, licensee: 'zenith' }),
        };
      },
      async ({ t, talk }, { owner, user, advisor }) => {
        const budget = `/v1/users/${t.publicId('person', user.id)}/budget`;
        await t.as(owner).post(budget, { amountMinor: 4_000 }).expect(201);
        await talk(user, advisor, 60);
        await t.as(owner).post(`${budget}/return`, {}).expect(200);
        await t
          .as(owner)
          .post(`/v1/staff/advisors/${t.publicId('advisor', advisor.advisorId)}/outside-payouts`, {
            amountMinor: 100,
            reference: 'Transfer',
          })
          .expect(201);
      },
    ),
  ],
};

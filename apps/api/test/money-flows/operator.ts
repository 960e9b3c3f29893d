import { PARTY } from '@app/testing';
import { type Chapter, flow } from './flow.ts';
import { DAY, type World } from './world.ts';

const TERMS = {
  setupFeeMinor: 10_000,
  monthlyFeeMinor: 3_000,
  minimumMonthlyMinor: null,
  operatorShareBp: null,
  operatorRatePerMinuteMinor: null,
  trialDays: 0,
  maxAdvisors: null,
  maxUsers: null,
  maxConcurrentCalls: null,
  maxApiPerMinute: null,
  maxStorageMb: null,
};

/** The invoice that waits for its money. @returns its id */
async function openInvoice({ t, owner }: World): Promise<string> {
  const { body } = await t.as(owner).get('/v1/staff/licence/invoices').expect(200);
  const { data } = body as { data: { id: string; status: string }[] };
  return data.find(({ status }) => status === 'open')!.id;
}

/** The open invoice is paid by card on Stripe's page. */
async function payInvoice(world: World): Promise<void> {
  const { t, owner, stripe, settle } = world;
  const { body } = await t
    .as(owner)
    .post(`/v1/staff/licence/invoices/${await openInvoice(world)}/pay`)
    .expect(200);
  stripe.pay(/\/(cs_[^/?#]+)/.exec((body as { url: string }).url)![1]!, { card: '4242424242424242' });
  stripe.advance(1);
  await settle();
  await t.run('stripe.mirror');
}

/** Stripe's id of the newest payment of an invoice. */
const invoicePayment = ({ stripe }: World): string =>
  stripe
    .objects<{ id: string; metadata: Record<string, string> }>('payment_intent')
    .find(({ metadata }) => metadata['kind'] === 'licence_payment')!.id;

export const OPERATOR: Chapter = {
  title: 'The operator',
  flows: [
    flow(
      'A licence invoice is written, credited in part, and the rest written off',
      'In the books of the operator. An invoice that will not be paid is a bad debt.',
      async ({ t, operator, owner }) => {
        await t
          .as(operator)
          .put('/v1/operator/invoice-issuer', { ...PARTY, series: 'OP', taxRateBp: 1900, paymentDays: 14 })
          .expect(200);
        await t.as(owner).put('/v1/staff/licence/billing-profile', PARTY).expect(200);
        const { body } = await t
          .as(operator)
          .post('/v1/operator/plans', { ...TERMS, name: 'Studio', currency: 'EUR', isPublic: true })
          .expect(201);
        return (body as { id: string }).id;
      },
      async (world, planId) => {
        const { t, operator, licensee } = world;
        const path = `/v1/operator/licensees/${licensee}`;
        await t.as(operator).post(`${path}/licence`, { planId, reason: 'Signed' }).expect(201);
        await t.run('licensing.run_licences');
        const id = await openInvoice(world);
        await t
          .as(operator)
          .post(`${path}/invoices/${id}/credit-notes`, { amountMinor: 1_190, reason: 'Goodwill' })
          .expect(201);
        await t.as(operator).post(`${path}/invoices/${id}/write-off`, { reason: 'Insolvent' }).expect(200);
      },
    ),
    flow(
      'The month is invoiced, with the tax of its place of supply, and paid by card',
      '',
      () => Promise.resolve(),
      async (world) => {
        const { t } = world;
        t.clock.advanceSeconds(32 * DAY);
        await t.run('licensing.run_licences');
        t.clock.reset();
        await payInvoice(world);
      },
    ),
    flow(
      'The bank of a licensee takes the payment of an invoice back, and the dispute is lost',
      "The bank's fee is the operator's. When it is lost the claim is there again, and so is dunning.",
      () => Promise.resolve(),
      async (world) => {
        const paymentIntent = invoicePayment(world);
        await world.control('disputes', { paymentIntent });
        await world.control(`disputes/${world.stripe.objects<{ id: string }>('dispute')[0]!.id}`, {
          outcome: 'lost',
        });
      },
    ),
    flow(
      'An invoice is paid again, and the payment is refunded at Stripe',
      'Nobody asked us: the claim is there again, until a credit note says that it is not owed.',
      payInvoice,
      async (world) => {
        const { t, settle, operator, licensee, owner } = world;
        await fetch(`${t.sandbox!.stripeUrl}/v1/refunds`, {
          method: 'POST',
          headers: {
            authorization: 'Bearer sk_test_sandbox_specs',
            'content-type': 'application/x-www-form-urlencoded',
            'stripe-version': '2026-10-28.endive',
          },
          body: new URLSearchParams({ payment_intent: invoicePayment(world), amount: '238' }),
        });
        await settle();
        await t.run('stripe.mirror');
        const { body } = await t.as(owner).get('/v1/staff/licence/invoices').expect(200);
        const { data } = body as { data: { id: string; returnedMinor: number; status: string }[] };
        const { id } = data.find(({ status, returnedMinor }) => status === 'open' && returnedMinor > 0)!;
        await t
          .as(operator)
          .post(`/v1/operator/licensees/${licensee}/invoices/${id}/credit-notes`, {
            amountMinor: 238,
            reason: 'Goodwill',
          })
          .expect(201);
      },
    ),
    flow(
      'The month is settled from the share of a licensee that agreed to it',
      "Two postings in one step: the share goes down in the licensee's books, the claim in the operator's. The cash stays at Stripe and changes its owner, so what the operator may pay out to itself grows.",
      async ({ t, owner, payer, talk, one }) => {
        // What lost disputes took from the share comes first.
        const share = async (): Promise<bigint> => {
          const { sum } = await one<{ sum: string }>(
            `select coalesce(sum(e.amount), 0)::text as sum from app.ledger_account a join app.ledger_entry e on e.licensee_id = a.licensee_id and e.account_id = a.id
              where a.licensee_id = $1 and a.kind = 'licensee_payable' and a.currency = 'EUR'`,
            [t.licensees.aurora.id],
          );
          return BigInt(sum);
        };
        while ((await share()) < 5_000n) {
          const { user } = await payer(50_000);
          await talk(user, await t.given.advisor({ voiceRateMinor: 600n }), 3_600);
        }
        await t.as(owner).put('/v1/staff/licence/netting', { wording: 1 }).expect(200);
      },
      async ({ t }) => {
        t.clock.advanceSeconds(63 * DAY);
        await t.run('licensing.run_licences');
        t.clock.reset();
      },
    ),
    flow(
      'What was settled from the share is credited after all',
      'It is the share of the licensee again, once: not paid back by bank.',
      () => Promise.resolve(),
      async ({ t, owner, operator, licensee }) => {
        const { body } = await t.as(owner).get('/v1/staff/licence/invoices').expect(200);
        const { data } = body as { data: { id: string; nettedMinor: number }[] };
        const { id } = data.find(({ nettedMinor }) => nettedMinor > 0)!;
        await t
          .as(operator)
          .post(`/v1/operator/licensees/${licensee}/invoices/${id}/credit-notes`, {
            amountMinor: 119,
            reason: 'An hour of outage',
          })
          .expect(201);
        await t.as(owner).delete('/v1/staff/licence/netting').expect(204);
      },
    ),
    flow(
      "The operator's own money is paid out",
      'Never a cent of what is owed to others.',
      async ({ t, operator, payer, talk }) => {
        const { user } = await payer(50_000);
        await talk(user, await t.given.advisor({ voiceRateMinor: 600n }), 3_600);
        const { body } = await t.as(operator).get('/v1/operator/treasury').expect(200);
        return (body as { data: { currency: string; surplusMinor: number }[] }).data.find(
          ({ currency }) => currency === 'EUR',
        )!.surplusMinor;
      },
      async ({ t, operator, stripe, settle }, amountMinor) => {
        await t
          .as(operator)
          .post('/v1/operator/payouts', { amountMinor, currency: 'EUR', reason: 'Fees of November' })
          .expect(201);
        await settle();
        stripe.advance(120);
        await settle();
      },
    ),
    flow(
      'The bank of the operator refuses a payout',
      '',
      async ({ t, payer, talk, operator, settle, one }) => {
        const { user } = await payer(20_000);
        await talk(user, await t.given.advisor({ voiceRateMinor: 600n }), 600);
        await t
          .as(operator)
          .post('/v1/operator/payouts', { amountMinor: 500, currency: 'EUR', reason: 'Fees of November' })
          .expect(201);
        await settle();
        return one<{ stripe_payout_id: string }>('select stripe_payout_id from app.operator_payout order by id desc');
      },
      ({ control }, { stripe_payout_id: id }) =>
        control(`payouts/${id}`, { state: 'failed', failureCode: 'account_closed' }),
    ),
    flow(
      'Old money of callers goes to a safeguarding account, and comes back',
      'A bank account beside Stripe that is named for it. The money stays owed to callers and covers them there.',
      async ({ t, operator, payer }) => {
        await payer(5_000);
        const answer = await fetch(`${t.sandbox!.stripeUrl}/_control/bank_accounts`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ number: 'DE75512108001245126199', currency: 'eur' }),
        });
        const { bankAccount } = (await answer.json()) as { bankAccount: { id: string } };
        await t
          .as(operator)
          .put('/v1/operator/treasury/safeguarding/accounts', {
            currency: 'EUR',
            name: 'Trust account',
            destination: bankAccount.id,
          })
          .expect(200);
      },
      async ({ t, operator, stripe, settle }) => {
        for (const direction of ['out', 'back']) {
          await t
            .as(operator)
            .post('/v1/operator/treasury/safeguarding/moves', {
              direction,
              amountMinor: 1_000,
              currency: 'EUR',
              reason: 'Older than 80 days',
            })
            .expect(201);
          await settle();
          stripe.advance(120);
          await settle();
          await t.run('stripe.mirror');
        }
      },
    ),
    flow(
      'A payment is settled in another currency',
      'The payer is credited in theirs; what lies at Stripe is the other one, and the position between the two is shown.',
      ({ control }) => control('settlements', { currency: 'eur', settledIn: 'usd', rate: 1.1 }),
      async ({ payer, control }) => {
        await payer(2_000);
        await control('settlements', { currency: 'eur' });
      },
    ),
    flow(
      'A month ends while money is owed in one currency and lies at Stripe in another',
      'What is owed is valued at the newest rate that a line of Stripe itself showed; the difference to what lies there is won or lost. Once per month, account and pair.',
      async ({ payer, control }) => {
        await control('settlements', { currency: 'eur', settledIn: 'usd', rate: 1.2 });
        await payer(1_000);
        await control('settlements', { currency: 'eur' });
      },
      async ({ t }) => {
        t.clock.advanceSeconds(35 * DAY);
        for (let n = 0; n < 2; n++) await t.run('billing.value_currencies');
        t.clock.reset();
      },
    ),
    flow(
      'Stripe charges for the account',
      '',
      () => Promise.resolve(),
      async ({ t, control }) => {
        await control('balance', { type: 'stripe_fee', amount: -250, currency: 'eur' });
        await t.run('stripe.mirror');
      },
    ),
    flow(
      'Stripe holds money back, and lets it go',
      'Still ours, and of no use to anybody: until it comes back it covers nothing, so that much less may be paid out.',
      () => Promise.resolve(),
      async ({ t, control }) => {
        for (const [type, amount] of [
          ['reserve_hold', -5_000],
          ['reserve_release', 5_000],
        ]) {
          await control('balance', { type, amount, currency: 'eur' });
          await t.run('stripe.mirror');
        }
      },
    ),
    flow(
      'A line nobody knows',
      'Put aside, with an alarm.',
      () => Promise.resolve(),
      async ({ t, control }) => {
        await control('balance', { type: 'contribution', amount: -99, currency: 'eur' });
        await t.run('stripe.mirror');
      },
    ),
  ],
};

import { type Actor, paidCall, paidTopUp, settleStripe, testApp } from '@app/testing';

export type Advisor = Actor & { advisorId: string };

export const DAY = 24 * 3600;

/** Somebody who pays, with the payments that were made. */
export interface Payer {
  readonly user: Actor;
  readonly topUp: string;
}

/** The platform with a licensee, its operator, and a stand-in of Stripe that keeps books of its own. */
export async function moneyWorld() {
  const t = await testApp({ sandbox: true });
  const stripe = t.sandbox!.stripe;
  const owner = await t.given.staff();
  const operator = await t.given.operator();
  const licensee = t.publicId('licensee', t.licensees.aurora.id);

  const control = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${t.sandbox!.stripeUrl}/_control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    await settleStripe(t);
  };
  const one = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row> => {
    const [row] = await t.db.query<Row>(sql, values);
    if (!row) throw new Error(`nothing found: ${sql}`);
    return row;
  };

  // Money that is available at Stripe from the start: payouts do not wait for the payments of their own flow.
  for (let n = 0; n < 3; n++) await paidTopUp(t, await t.given.user(), 50_000);
  stripe.advance(3600);

  return {
    t,
    stripe,
    owner,
    operator,
    licensee,
    control,
    one,
    settle: () => settleStripe(t),
    payoutRules: (rules: object) => t.as(owner).patch('/v1/staff/payout-rules', rules).expect(200),
    pricing: (rules: object) => t.as(owner).patch('/v1/staff/pricing', rules).expect(200),
    bearers: (changes: object) =>
      t
        .as(operator)
        .put(`/v1/operator/licensees/${licensee}/licence/bearers`, {
          stripeFeeBearer: 'licensee',
          disputeBearer: 'licensee',
          disputeFeeBearer: 'licensee',
          sellerOfRecord: 'licensee',
          ...changes,
          reason: 'Amendment',
        })
        .expect(200),
    payer: async (amountMinor: number, card?: string): Promise<Payer> => {
      const user = await t.given.user();
      return { user, topUp: await paidTopUp(t, user, amountMinor, card) };
    },
    payFor: (user: Actor, amountMinor: number, card?: string) => paidTopUp(t, user, amountMinor, card),
    talk: async (user: Actor, advisor: Advisor, seconds: number, wish?: object): Promise<string> => {
      const id = await paidCall(t, user, advisor, seconds, wish);
      t.clock.reset();
      return id;
    },
    /** An advisor whom Stripe would pay. */
    payee: async (): Promise<Advisor> => {
      const advisor = await t.given.advisor({ voiceRateMinor: 600n });
      await t.as(advisor).post('/v1/payout-account', { country: 'DE', entityType: 'individual' }).expect(201);
      await control(`accounts/${(await accountOf(advisor.advisorId)).account_id}`, { state: 'active' });
      return advisor;
    },
    accountOf: (partyId: string) => accountOf(partyId),
    /** So many days later the night's run pays out. */
    payOut: async ({ days = 8, reachesBank = true } = {}): Promise<void> => {
      t.clock.advanceSeconds(days * DAY);
      await t.run('billing.run_payouts');
      await settleStripe(t);
      if (reachesBank) stripe.advance(120);
      await settleStripe(t);
      t.clock.reset();
    },
    intentOf,
    /** The bank of a payer asks for a payment back. @returns Stripe's id of the dispute */
    dispute: async ({ topUp }: Payer): Promise<string> => {
      await control('disputes', { paymentIntent: intentOf(topUp) });
      const { stripe_dispute_id: disputeId } = await one<{ stripe_dispute_id: string }>(
        'select stripe_dispute_id from app.dispute where top_up_id = $1',
        [t.parseId('topUp', topUp)],
      );
      return disputeId;
    },
  };

  function intentOf(topUp: string): string {
    return stripe
      .objects<{ id: string; metadata: Record<string, string> }>('payment_intent')
      .find(({ metadata }) => metadata['local_id'] === t.parseId('topUp', topUp))!.id;
  }
  function accountOf(partyId: string): Promise<{ account_id: string }> {
    return one('select account_id from app.connect_account where party_id = $1', [partyId]);
  }
}

export type World = Awaited<ReturnType<typeof moneyWorld>>;

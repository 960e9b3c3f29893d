import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Db, log, newId, systemContext } from '@app/kernel';
import { type Actor, SECOND_STRIPE_KEY, type TestApp, paidTopUp, testApp } from '@app/testing';
import { Stripe } from 'stripe';
import { Ledger } from '../ledger/ledger.js';
import { StripeBooks } from '../stripe/stripe-books.js';

type Place = 'operator' | 'own';

/** The operator's account, at which Zenith's callers pay in pounds, and Aurora's own, at which there are euros [J10, M8]. */
describe('the nightly comparison of our books with two accounts at Stripe', () => {
  let t: TestApp;
  let operator: Actor;
  let said: jest.SpiedFunction<typeof log.fatal>;
  beforeAll(async () => {
    t = await testApp({ sandbox: true });
    operator = await t.given.operator();
    await paidTopUp(t, await t.given.user({ licensee: 'zenith' }), 2500);
    // What lay at an account before it was connected is the licensee's own.
    const own = t.sandbox!.secondStripe!;
    await new Stripe(SECOND_STRIPE_KEY, {
      host: '127.0.0.1',
      port: Number(new URL(t.sandbox!.stripeUrl).port),
      protocol: 'http',
      telemetry: false,
    }).paymentIntents.create({
      amount: 7000,
      currency: 'eur',
      payment_method: 'pm_card_visa',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    own.advance(60);
    t.clock.advanceSeconds(300);
    const aurora = t.publicId('licensee', t.licensees.aurora.id);
    await t
      .as(operator)
      .put(`/v1/operator/licensees/${aurora}/licence/topology`, { topology: 'licensee_platform', reason: 'As agreed' })
      .expect(200);
    await t
      .as(await t.given.staff('owner'))
      .put('/v1/staff/stripe/key', { secretKey: SECOND_STRIPE_KEY })
      .expect(200);
    await t.run('stripe.mirror');
    await t.drain();
  });
  afterAll(() => t.close());
  beforeEach(() => {
    said = jest.spyOn(log, 'fatal').mockImplementation(() => undefined);
  });
  afterEach(() => said.mockRestore());

  const CURRENCY = { operator: 'GBP', own: 'EUR' } as const;
  const licenseeOf = (place: Place) => (place === 'operator' ? t.licensees.zenith.id : t.licensees.aurora.id);
  /** So much more lies at the account, by our books. */
  const book = (place: Place, amount: bigint) =>
    t.app.get(Db).transaction(systemContext(licenseeOf(place), 'spec'), async (tx) => {
      const ledger = t.app.get(Ledger);
      const currency = CURRENCY[place];
      const house = await ledger.house(tx, currency, 'stripe_balance', 'promo_expense');
      await ledger.post(tx, {
        kind: 'adjustment',
        currency,
        key: newId(),
        legs: [
          { accountId: house.stripe_balance, amount: -amount },
          { accountId: house.promo_expense, amount },
        ],
      });
    });
  /** The alarms of a night: account, currency, cents. */
  const night = async () => {
    said.mockClear();
    await t.run('stripe.compare');
    return (said.mock.calls as unknown[][]).map(([facts]) => {
      const { context, currency, unexplainedMinor } = facts as Record<string, unknown>;
      return [context === t.licensees.aurora.id ? 'own' : context, currency, unexplainedMinor];
    });
  };
  /** What the operator reads of it. */
  const shown = async () => {
    const { body } = await t.as(operator).get('/v1/operator/stripe/comparisons').expect(200);
    return Object.fromEntries(
      (body as { data: { licenseeId: string | null; currency: string; unexplainedMinor: number }[] }).data.map(
        ({ licenseeId, currency, unexplainedMinor }) => [
          `${licenseeId === null ? 'operator' : 'own'} ${currency}`,
          unexplainedMinor,
        ],
      ),
    );
  };

  it('says nothing while both agree to the cent', async () => {
    expect(await night()).toEqual([]);
    expect(await shown()).toEqual({ 'operator GBP': 0, 'own EUR': 0 });
  });

  it('is made also when the cause of a line that waits cannot be asked for', async () => {
    await t.db.query(
      `insert into app.stripe_balance_transaction (licensee_id, id, context, balance_transaction_id, type, source_id, currency, amount, fee, net, status, created_at, available_at, seen_at)
       select id, $1, 'default', 'txn_of_nothing', 'adjustment', 'du_gone', 'GBP', 0, 0, 0, 'waiting', now(), now(), now() from app.licensee where kind = 'operator'`,
      [newId()],
    );
    const books = t.app.get(StripeBooks);
    const lines = books.balanceTransactions.bind(books);
    const asked: string[] = [];
    const spy = jest.spyOn(books, 'balanceTransactions').mockImplementation((context, query) => {
      if ('sourceId' in query) asked.push(query.sourceId);
      return asked.at(-1) === 'du_gone' && 'sourceId' in query
        ? Promise.reject(new Error('No such source'))
        : lines(context, query);
    });
    try {
      expect(await night()).toEqual([]);
      expect(asked).toContain('du_gone');
      expect(await shown()).toEqual({ 'operator GBP': 0, 'own EUR': 0 });
    } finally {
      spy.mockRestore();
      await t.db.query(`delete from app.stripe_balance_transaction where balance_transaction_id = 'txn_of_nothing'`);
    }
  });

  it.each([
    ['own', 'own', 1n],
    ['operator', 'default', -1n],
  ] as const)('that is off by a cent at %s says so of that one alone', async (place, name, cent) => {
    await book(place, cent);
    expect(await night()).toEqual([[name, CURRENCY[place], 1n]]);
    expect(await shown()).toEqual({ 'operator GBP': 0, 'own EUR': 0, [`${place} ${CURRENCY[place]}`]: 1 });
    await book(place, -cent);
    expect(await night()).toEqual([]);
  });

  it('weighs a cent too many here against none too few there', async () => {
    await book('own', 1n);
    await book('operator', -1n);
    expect((await night()).sort()).toEqual([
      ['default', 'GBP', 1n],
      ['own', 'EUR', 1n],
    ]);
    await book('own', -1n);
    await book('operator', 1n);
  });

  it('finds a line that was changed after it was read, though it takes from one sum what it gives to the other', async () => {
    const change = (cents: number) =>
      t.db.query(
        `update app.stripe_balance_transaction set amount = amount + $2, net = net + $2
          where balance_transaction_id = (select min(balance_transaction_id) from app.stripe_balance_transaction where licensee_id = $1)`,
        [t.licensees.aurora.id, cents],
      );
    await change(1);
    expect(await night()).toEqual([['own', 'EUR', 2n]]);
    await change(-1);
    expect(await night()).toEqual([]);
  });
});

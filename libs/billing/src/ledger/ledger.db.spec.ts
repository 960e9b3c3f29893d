import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { AdvisorsService } from '@app/advisors';
import {
  type Context,
  Db,
  type Tx,
  addSeconds,
  counters,
  driverError,
  newId,
  rowsOf,
  split,
  systemContext,
} from '@app/kernel';
import { type TestApp, PASSWORD, race, testApp } from '@app/testing';
import { PersonsService } from '@app/identity';
import { InsufficientFunds, PostingKeyReused, WalletFrozen } from './ledger.problems.js';
import { type Leg, Ledger, type Settlement } from './ledger.js';

const EUR = 'EUR';
const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
const least = (a: bigint, b: bigint) => (a < b ? a : b);

describe('the ledger', () => {
  let t: TestApp;
  let db: Db;
  let ledger: Ledger;
  let ctx: Context;

  beforeAll(async () => {
    t = await testApp();
    [db, ledger, ctx] = [t.app.get(Db), t.app.get(Ledger), t.given.ctx()];
  });
  afterAll(() => t.close());
  beforeEach(() => t.clock.reset());

  const run = <T>(work: (tx: Tx) => Promise<T>, as: Context = ctx): Promise<T> => db.transaction(as, work);
  const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
    work.then(
      () => 'no error',
      (error: unknown) => driverError(error).code ?? (error as Error).name,
    );

  /** A person with a wallet, without the cost of signing in. */
  const person = async (
    paid = 0n,
    promo = 0n,
    as: Context = ctx,
  ): Promise<{ id: string; wallet: string; promo: string }> => {
    const { id } = await t.app.get(PersonsService).create(as, {
      role: 'end_user',
      email: `${newId()}@spec.example`,
      password: PASSWORD,
      displayName: 'Spec',
      adult: true,
    });
    const accounts = await run(
      async (tx) => ({
        wallet: await ledger.openAccount(tx, 'wallet', id, EUR),
        promo: await ledger.openAccount(tx, 'promo', id, EUR),
      }),
      as,
    );
    if (paid > 0n) await topUp(accounts.wallet, paid, newId(), as);
    if (promo > 0n) await grant(accounts.promo, promo, newId(), as);
    return { id, ...accounts };
  };
  const advisor = async (as: Context = ctx): Promise<string> => {
    const { id } = await t.app.get(PersonsService).create(as, {
      role: 'advisor',
      email: `${newId()}@spec.example`,
      password: PASSWORD,
      displayName: 'Spec',
      adult: true,
    });
    const profile = await t.app.get(AdvisorsService).create(as, {
      personId: id,
      displayName: 'Spec',
      voiceRateMinor: 199n,
      videoRateMinor: 249n,
      available: true,
    });
    return run((tx) => ledger.openAccount(tx, 'advisor_payable', profile.id, EUR), as);
  };
  const house = (kind: Parameters<Ledger['house']>[2], as: Context = ctx) =>
    run(async (tx) => (await ledger.house(tx, EUR, kind))[kind], as);
  const topUp = async (wallet: string, amount: bigint, key: string, as: Context = ctx) => {
    const clearing = await house('stripe_balance', as);
    return run(
      (tx) =>
        ledger.post(tx, {
          kind: 'top_up',
          currency: EUR,
          key,
          legs: [
            { accountId: wallet, amount },
            { accountId: clearing, amount: -amount },
          ],
        }),
      as,
    );
  };
  const grant = async (promo: string, amount: bigint, key: string, as: Context = ctx) => {
    const issued = await house('promo_issued', as);
    return run(
      (tx) =>
        ledger.post(tx, {
          kind: 'promo_grant',
          currency: EUR,
          key,
          legs: [
            { accountId: promo, amount },
            { accountId: issued, amount: -amount },
          ],
        }),
      as,
    );
  };
  const adjust = (legs: Leg[], key: string = newId(), as: Context = ctx) =>
    run((tx) => ledger.post(tx, { kind: 'adjustment', currency: EUR, key, legs }), as);
  const hold = (personId: string, amount: bigint, id: string = newId(), as: Context = ctx) =>
    run(
      (tx) => ledger.placeHold(tx, { id, personId, currency: EUR, amount, expiresAt: addSeconds(tx.now, 600) }),
      as,
    ).then(() => id);
  const settlement = (
    holdId: string,
    advisorAccountId: string,
    price: bigint,
    weights: readonly bigint[] = [60n, 15n, 10n, 15n],
    key?: string,
  ): Settlement => {
    const [advisorMinor, licenseeMinor, operatorMinor, taxMinor] = split(price, weights) as [
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    return {
      key: key ?? `settle:${holdId}`,
      holdId,
      currency: EUR,
      refId: holdId,
      advisorAccountId,
      priceMinor: price,
      advisorMinor,
      licenseeMinor,
      operatorMinor,
      taxMinor,
    };
  };
  const settle = (of: Settlement, as: Context = ctx) => run((tx) => ledger.settle(tx, of), as);
  const account = async (id: string) => {
    const [row] = await t.db.query<{ balance: string; held: string; seq: string; entries: string; sum: string }>(
      `select a.balance, a.held, a.seq, count(e.*) as entries, coalesce(sum(e.amount), 0) as sum
         from app.ledger_account a left join app.ledger_entry e on e.account_id = a.id where a.id = $1 group by a.licensee_id, a.id`,
      [id],
    );
    return {
      balance: BigInt(row!.balance),
      held: BigInt(row!.held),
      seq: BigInt(row!.seq),
      entries: BigInt(row!.entries),
      sum: BigInt(row!.sum),
    };
  };
  const deadlocks = async () =>
    (await counters.transactionRetries.get()).values.find(({ labels }) => labels.code === '40P01')?.value ?? 0;

  /** The invariants, by SQL of this spec's own as well as by the product's check. */
  const brokenRules = async (): Promise<unknown[]> => [
    ...(await t.violations()),
    ...(await t.db.query(
      `select 'spec: unbalanced' as rule, t.id from app.ledger_transaction t left join app.ledger_entry e on e.licensee_id = t.licensee_id and e.transaction_id = t.id
        group by t.licensee_id, t.id having coalesce(sum(e.amount), 1) <> 0`,
    )),
    ...(await t.db.query(
      `select 'spec: balance' as rule, a.id from app.ledger_account a left join app.ledger_entry e on e.licensee_id = a.licensee_id and e.account_id = a.id
        where a.kind <= 'advisor_payable' group by a.licensee_id, a.id having a.balance <> coalesce(sum(e.amount), 0) or a.balance < 0 or a.held < 0 or a.held > a.balance`,
    )),
  ];

  describe('under any sequence of operations', () => {
    interface Op {
      readonly kind: 'topUp' | 'grant' | 'debit' | 'hold' | 'extend' | 'settle' | 'release' | 'refund';
      readonly who: number;
      readonly which: number;
      readonly amount: bigint;
      readonly weights: readonly bigint[];
      /** How many times the same request comes. */
      readonly times: number;
    }
    const KINDS = [
      'topUp',
      'topUp',
      'grant',
      'debit',
      'debit',
      'hold',
      'hold',
      'extend',
      'settle',
      'settle',
      'release',
      'refund',
    ] as const;
    const OP: fc.Arbitrary<Op> = fc.record({
      kind: fc.constantFrom(...KINDS),
      who: fc.nat(1),
      which: fc.nat(5),
      amount: fc.oneof(fc.bigInt({ min: 1n, max: 3n }), fc.bigInt({ min: 1n, max: 400n })),
      weights: fc
        .tuple(fc.bigInt(0n, 9n), fc.bigInt(0n, 9n), fc.bigInt(0n, 9n), fc.bigInt(0n, 9n))
        .filter((w) => sum(w) > 0n),
      times: fc.constantFrom(1, 1, 1, 2, 3),
    });

    interface Held {
      id: string;
      who: number;
      paid: bigint;
      promo: bigint;
      open: boolean;
    }

    it('predicts every balance and every refusal, and no rule is ever broken', async () => {
      let [done, refused] = [0, 0];
      const world = [await person(), await person()];
      const payee = await advisor();
      await fc.assert(
        fc.asyncProperty(fc.array(OP, { minLength: 4, maxLength: 14 }), async (ops) => {
          // What ought to be there, starting from what is.
          const model = await Promise.all(
            world.map(async (one) => ({
              paid: (await account(one.wallet)).balance,
              promo: (await account(one.promo)).balance,
              heldPaid: 0n,
              heldPromo: 0n,
            })),
          );
          let earned = (await account(payee)).balance;
          const holds: Held[] = [];
          const settled: { who: number; paid: bigint; promo: bigint; parts: bigint[] }[] = [];

          for (const op of ops) {
            const user = world[op.who]!;
            const mine = model[op.who]!;
            const target = holds[op.which % Math.max(1, holds.length)];
            const key = newId();
            let attempt: (() => Promise<unknown>) | undefined;
            let fits = true;
            let effect = (): void => undefined;

            if (op.kind === 'topUp') {
              attempt = () => topUp(user.wallet, op.amount, key);
              effect = () => void (mine.paid += op.amount);
            } else if (op.kind === 'grant') {
              attempt = () => grant(user.promo, op.amount, key);
              effect = () => void (mine.promo += op.amount);
            } else if (op.kind === 'debit') {
              const suspense = await house('suspense');
              attempt = () =>
                adjust(
                  [
                    { accountId: user.wallet, amount: -op.amount },
                    { accountId: suspense, amount: op.amount },
                  ],
                  key,
                );
              fits = mine.paid - mine.heldPaid >= op.amount;
              effect = () => void (mine.paid -= op.amount);
            } else if (op.kind === 'hold') {
              const promo = least(mine.promo - mine.heldPromo, op.amount);
              attempt = () => hold(user.id, op.amount, key);
              fits = mine.paid - mine.heldPaid >= op.amount - promo;
              effect = () => {
                mine.heldPromo += promo;
                mine.heldPaid += op.amount - promo;
                holds.push({ id: key, who: op.who, paid: op.amount - promo, promo, open: true });
              };
            } else if (op.kind === 'extend' && target?.open === true) {
              const owner = model[target.who]!;
              const promo = least(owner.promo - owner.heldPromo, op.amount);
              const paid = least(owner.paid - owner.heldPaid, op.amount - promo);
              attempt = () =>
                run((tx) => ledger.extendHold(tx, target.id, op.amount, addSeconds(tx.now, 900))).then((added) =>
                  expect(added).toBe(promo + paid),
                );
              effect = () => {
                owner.heldPromo += promo;
                owner.heldPaid += paid;
                target.promo += promo;
                target.paid += paid;
              };
            } else if (op.kind === 'settle' && target?.open === true) {
              const owner = model[target.who]!;
              const of = settlement(target.id, payee, op.amount, op.weights);
              attempt = () => settle(of);
              fits = op.amount <= target.paid + target.promo;
              effect = () => {
                const promo = least(target.promo, op.amount);
                owner.promo -= promo;
                owner.paid -= op.amount - promo;
                owner.heldPromo -= target.promo;
                owner.heldPaid -= target.paid;
                target.open = false;
                earned += of.advisorMinor;
                settled.push({
                  who: target.who,
                  paid: op.amount - promo,
                  promo,
                  parts: [of.advisorMinor, of.licenseeMinor, of.operatorMinor, of.taxMinor],
                });
              };
            } else if (op.kind === 'release' && target?.open === true) {
              const owner = model[target.who]!;
              attempt = () => run((tx) => ledger.releaseHold(tx, target.id));
              effect = () => {
                owner.heldPromo -= target.promo;
                owner.heldPaid -= target.paid;
                target.open = false;
              };
            } else if (op.kind === 'refund') {
              // All of a call goes back: each share in proportion, promo to promo.
              const call = settled.pop();
              if (!call) continue;
              const owner = model[call.who]!;
              const parts = call.parts;
              const accounts = await run((tx) =>
                ledger.house(tx, EUR, 'licensee_payable', 'platform_fee', 'tax', 'promo_issued', 'promo_expense'),
              );
              attempt = () =>
                run((tx) =>
                  ledger.post(tx, {
                    kind: 'call_refund',
                    currency: EUR,
                    key,
                    legs: [
                      { accountId: world[call.who]!.wallet, amount: call.paid },
                      { accountId: world[call.who]!.promo, amount: call.promo },
                      { accountId: payee, amount: -parts[0]! },
                      { accountId: accounts.licensee_payable, amount: -parts[1]! },
                      { accountId: accounts.platform_fee, amount: -parts[2]! },
                      { accountId: accounts.tax, amount: -parts[3]! },
                      { accountId: accounts.promo_issued, amount: -call.promo },
                      { accountId: accounts.promo_expense, amount: call.promo },
                    ],
                  }),
                );
              fits = earned >= parts[0]!;
              effect = () => {
                owner.paid += call.paid;
                owner.promo += call.promo;
                earned -= parts[0]!;
              };
            }
            if (!attempt) continue;
            if (fits) {
              const first = await attempt();
              effect();
              done++;
              // An extension adds each time it is asked, and a release tells whether it was the one.
              if (op.kind === 'release') expect(first).toBe(true);
              else if (op.kind !== 'extend')
                for (let again = 1; again < op.times; again++) expect(await attempt()).toEqual(first);
            } else {
              for (let time = 0; time < op.times; time++) await expect(attempt()).rejects.toThrow(InsufficientFunds);
              refused++;
            }
          }

          for (const [i, user] of world.entries()) {
            const { paid, promo, heldPaid, heldPromo } = model[i]!;
            expect(await account(user.wallet)).toMatchObject({ balance: paid, held: heldPaid, sum: paid });
            expect(await account(user.promo)).toMatchObject({ balance: promo, held: heldPromo, sum: promo });
          }
          expect(await account(payee)).toMatchObject({ balance: earned, held: 0n, sum: earned });
          expect(await brokenRules()).toEqual([]);
          for (const one of holds) if (one.open) await run((tx) => ledger.releaseHold(tx, one.id));
        }),
        { numRuns: 50 },
      );
      // The property is worth something only when it saw both answers.
      expect(done).toBeGreaterThan(100);
      expect(refused).toBeGreaterThan(0);
    });

    it('keeps every rule when all of them come at once', async () => {
      const payee = await advisor();
      const suspense = await house('suspense');
      const all = fc.array(OP, { minLength: 10, maxLength: 30 });
      await fc.assert(
        fc.asyncProperty(all, async (ops) => {
          const world = [await person(200n, 50n), await person(50n)];
          const holds = await Promise.all([hold(world[0]!.id, 60n), hold(world[1]!.id, 20n)]);
          const attempts = ops.map((op): (() => Promise<unknown>) => {
            const user = world[op.who]!;
            const target = holds[op.which % 2]!;
            const key = newId();
            switch (op.kind) {
              case 'topUp':
                return () => topUp(user.wallet, op.amount, key);
              case 'grant':
                return () => grant(user.promo, op.amount, key);
              case 'debit':
                return () =>
                  adjust(
                    [
                      { accountId: user.wallet, amount: -op.amount },
                      { accountId: suspense, amount: op.amount },
                    ],
                    key,
                  );
              case 'hold':
                return () => hold(user.id, op.amount, key);
              case 'extend':
                return () => run((tx) => ledger.extendHold(tx, target, op.amount, tx.now));
              case 'settle':
                return () => settle(settlement(target, payee, op.amount, op.weights, key));
              case 'release':
                return () => run((tx) => ledger.releaseHold(tx, target));
              case 'refund':
                return () =>
                  adjust(
                    [
                      { accountId: payee, amount: -op.amount },
                      { accountId: user.wallet, amount: op.amount },
                    ],
                    key,
                  );
            }
          });
          const outcomes = await race(ops.length, (i) => attempts[i]!());
          for (const outcome of outcomes) {
            if (outcome.status === 'fulfilled' || outcome.reason instanceof InsufficientFunds) continue;
            expect(driverError(outcome.reason).code).toBe('LG009'); // the hold was closed by another
          }
          expect(await brokenRules()).toEqual([]);
        }),
        { numRuns: 12 },
      );
    });
  });

  describe('with two hundred at once on one wallet of 100', () => {
    it('lets exactly one hundred debits of 1 through', async () => {
      const { wallet } = await person(100n);
      const suspense = await house('suspense');
      const outcomes = await race(200, () =>
        adjust([
          { accountId: wallet, amount: -1n },
          { accountId: suspense, amount: 1n },
        ]),
      );
      const refused = outcomes.filter((one) => one.status === 'rejected');
      expect(refused).toHaveLength(100);
      for (const one of refused) expect(one.reason).toBeInstanceOf(InsufficientFunds);
      expect(await account(wallet)).toEqual({ balance: 0n, held: 0n, seq: 101n, entries: 101n, sum: 0n });
      expect(await brokenRules()).toEqual([]);
    });

    it('lets exactly one hundred holds of 1 through, from both buckets', async () => {
      const user = await person(70n, 30n);
      const outcomes = await race(200, () => hold(user.id, 1n));
      const refused = outcomes.filter((one) => one.status === 'rejected');
      expect(refused).toHaveLength(100);
      for (const one of refused) expect(one.reason).toBeInstanceOf(InsufficientFunds);
      expect([await account(user.wallet), await account(user.promo)]).toMatchObject([
        { balance: 70n, held: 70n },
        { balance: 30n, held: 30n },
      ]);
      expect(await brokenRules()).toEqual([]);
    });

    it('tells how much there is', async () => {
      const user = await person(7n, 3n);
      const refusal = await hold(user.id, 11n).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(InsufficientFunds);
      expect(refusal).toMatchObject({ extensions: { availableMinor: 10 } });
      expect((refusal as InsufficientFunds).kind.status).toBe(402);
    });
  });

  describe('under crossing locks', () => {
    it('posts both ways between the same accounts without one deadlock', async () => {
      const [a, b, payee] = [await person(1000n), await person(1000n), await advisor()];
      const before = await deadlocks();
      const outcomes = await race(120, (i) => {
        const [from, to] = i % 2 === 0 ? [a, b] : [b, a];
        const legs = [
          { accountId: from.wallet, amount: -2n },
          { accountId: to.wallet, amount: 1n },
          { accountId: payee, amount: 1n },
        ];
        return adjust(i % 3 === 0 ? legs.reverse() : legs);
      });
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(await deadlocks()).toBe(before);
      expect(sum(await Promise.all([a.wallet, b.wallet, payee].map(async (id) => (await account(id)).balance)))).toBe(
        2000n,
      );
      expect(await brokenRules()).toEqual([]);
    });

    it('commits also transactions that post twice in opposite order: deadlocks are resolved by running again', async () => {
      const [a, b] = [await person(100n), await person(100n)];
      const suspense = await house('suspense');
      const take = (tx: Tx, from: string) =>
        ledger.post(tx, {
          kind: 'adjustment',
          currency: EUR,
          key: newId(),
          legs: [
            { accountId: from, amount: -1n },
            { accountId: suspense, amount: 1n },
          ],
        });
      const before = await deadlocks();
      let met = 0; // both orders have begun before either goes on
      const outcomes = await race(2, (i) =>
        run(async (tx) => {
          await take(tx, i % 2 === 0 ? a.wallet : b.wallet);
          met++;
          for (let waited = 0; met < 2 && waited < 2000; waited++) await sleep(5);
          await take(tx, i % 2 === 0 ? b.wallet : a.wallet);
        }),
      );
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(await deadlocks()).toBeGreaterThan(before);
      expect([await account(a.wallet), await account(b.wallet)]).toMatchObject([{ balance: 98n }, { balance: 98n }]);
      expect(await brokenRules()).toEqual([]);
    });
  });

  describe('the key of a posting', () => {
    it('gives the first transaction again, however often and however much at once', async () => {
      const { wallet } = await person();
      const ids = await race(20, () => topUp(wallet, 5n, 'same key'));
      expect(new Set(ids.map((one) => (one.status === 'fulfilled' ? one.value : one.reason))).size).toBe(1);
      expect(await account(wallet)).toMatchObject({ balance: 5n, entries: 1n });
    });

    it('is refused with other content, as a conflict', async () => {
      const [one, two] = [await person(), await person()];
      await topUp(one.wallet, 5n, 'reused');
      const others = [
        () => topUp(one.wallet, 6n, 'reused'),
        () => topUp(two.wallet, 5n, 'reused'),
        () => grant(one.promo, 5n, 'reused'),
      ];
      for (const attempt of others) {
        const refusal = await attempt().catch((error: unknown) => error);
        expect(refusal).toBeInstanceOf(PostingKeyReused);
        expect((refusal as PostingKeyReused).kind.status).toBe(409);
      }
      expect([await account(one.wallet), await account(two.wallet)]).toMatchObject([{ balance: 5n }, { balance: 0n }]);
    });

    it('of a rolled-back transaction is free again', async () => {
      const { wallet } = await person();
      const clearing = await house('stripe_balance');
      const failed = run(async (tx) => {
        await ledger.post(tx, {
          kind: 'top_up',
          currency: EUR,
          key: 'undone',
          legs: [
            { accountId: wallet, amount: 9n },
            { accountId: clearing, amount: -9n },
          ],
        });
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      expect(await account(wallet)).toMatchObject({ balance: 0n, entries: 0n });
      await topUp(wallet, 4n, 'undone');
      expect(await account(wallet)).toMatchObject({ balance: 4n, entries: 1n });
    });

    it('belongs to the licensee: another may use the same', async () => {
      const zenith = t.given.ctx('zenith');
      const [here, there] = [await person(), await person(0n, 0n, zenith)];
      const ids = [await topUp(here.wallet, 1n, 'shared'), await topUp(there.wallet, 2n, 'shared', zenith)];
      expect(ids[0]).not.toBe(ids[1]);
      expect([await account(here.wallet), await account(there.wallet)]).toMatchObject([
        { balance: 1n },
        { balance: 2n },
      ]);
    });
  });

  describe('a posting', () => {
    it('is refused when it takes more than is there, or than is not held', async () => {
      const user = await person(100n);
      const suspense = await house('suspense');
      const take = (amount: bigint) =>
        adjust([
          { accountId: user.wallet, amount: -amount },
          { accountId: suspense, amount },
        ]);
      await expect(take(101n)).rejects.toThrow(InsufficientFunds);
      await hold(user.id, 60n);
      await expect(take(41n)).rejects.toThrow(InsufficientFunds);
      await take(40n);
      expect(await account(user.wallet)).toMatchObject({ balance: 60n, held: 60n });
      await expect(
        adjust([
          { accountId: await advisor(), amount: -1n },
          { accountId: suspense, amount: 1n },
        ]),
      ).rejects.toThrow(InsufficientFunds);
    });

    it('is refused when it is unbalanced, empty, one-legged or names an account twice', async () => {
      const { wallet } = await person(100n);
      const suspense = await house('suspense');
      const leg = (accountId: string, amount: bigint): Leg => ({ accountId, amount });
      for (const legs of [
        [],
        [leg(wallet, 1n)],
        [leg(wallet, 0n), leg(suspense, 0n)],
        [leg(wallet, -5n), leg(suspense, 4n)],
        [leg(wallet, -5n), leg(wallet, 5n)],
        [leg(wallet, -5n), leg(wallet, 4n), leg(suspense, 1n)],
      ])
        expect(await codeOf(adjust(legs))).toBe('LG002');
      expect(await codeOf(adjust([leg(wallet, -1n), leg(newId(), 1n)]))).toBe('LG006');
      const pounds = await run((tx) => ledger.openAccount(tx, 'suspense', ctx.licenseeId, 'GBP'));
      expect(await codeOf(adjust([leg(wallet, -1n), leg(pounds, 1n)]))).toBe('LG006');
      expect(await account(wallet)).toMatchObject({ balance: 100n, entries: 1n });
    });
  });

  describe('a hold', () => {
    it('takes promo credit first, and nothing moves until it is settled', async () => {
      const user = await person(100n, 30n);
      const id = await hold(user.id, 50n);
      expect([await account(user.wallet), await account(user.promo)]).toMatchObject([
        { balance: 100n, held: 20n, entries: 1n },
        { balance: 30n, held: 30n, entries: 1n },
      ]);
      const payee = await advisor();
      await settle(settlement(id, payee, 40n));
      expect([await account(user.wallet), await account(user.promo)]).toMatchObject([
        { balance: 90n, held: 0n },
        { balance: 0n, held: 0n },
      ]);
      expect((await account(payee)).balance).toBe(24n);
    });

    it('with the same id changes nothing; with the id of another person it is refused', async () => {
      const [ann, bob] = [await person(100n), await person(100n)];
      const id = await hold(ann.id, 50n);
      await hold(ann.id, 50n, id);
      expect(await account(ann.wallet)).toMatchObject({ held: 50n });
      await expect(hold(bob.id, 50n, id)).rejects.toThrow(PostingKeyReused);
      expect(await account(bob.wallet)).toMatchObject({ held: 0n });
      const outcomes = await race(20, () => hold(bob.id, 10n, 'b0b00000-0000-7000-8000-000000000001'));
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(await account(bob.wallet)).toMatchObject({ held: 10n });
    });

    it('must be positive, and cannot be extended by less than nothing', async () => {
      const user = await person(100n, 100n);
      for (const amount of [0n, -5n]) expect(await codeOf(hold(user.id, amount))).toBe('LG002');
      const id = await hold(user.id, 50n);
      expect(await codeOf(run((tx) => ledger.extendHold(tx, id, -10n, tx.now)))).toBe('LG002');
      expect(await run((tx) => ledger.extendHold(tx, id, 0n, tx.now))).toBe(0n);
      expect(await brokenRules()).toEqual([]);
    });

    it('is extended by what the wallet can give, which may be nothing', async () => {
      const user = await person(100n);
      const id = await hold(user.id, 80n);
      const extend = (amount: bigint) => run((tx) => ledger.extendHold(tx, id, amount, addSeconds(tx.now, 60)));
      expect([await extend(15n), await extend(15n), await extend(15n)]).toEqual([15n, 5n, 0n]);
      expect(await account(user.wallet)).toMatchObject({ held: 100n });
      await settle(settlement(id, await advisor(), 100n));
      expect(await codeOf(extend(1n))).toBe('LG009');
    });

    it('pays no more than it holds', async () => {
      const user = await person(100n);
      const id = await hold(user.id, 50n);
      const payee = await advisor();
      await expect(settle(settlement(id, payee, 51n))).rejects.toThrow(InsufficientFunds);
      expect([await account(user.wallet), await account(payee)]).toMatchObject([
        { balance: 100n, held: 50n },
        { balance: 0n },
      ]);
      await settle(settlement(id, payee, 50n));
      expect(await account(user.wallet)).toMatchObject({ balance: 50n, held: 0n });
    });

    it('is settled once, however often and however much at once', async () => {
      const user = await person(100n);
      const id = await hold(user.id, 50n);
      const payee = await advisor();
      const of = settlement(id, payee, 30n);
      const ids = await race(15, () => settle(of));
      expect(new Set(ids.map((one) => (one.status === 'fulfilled' ? one.value : one.reason))).size).toBe(1);
      expect([await account(user.wallet), await account(payee)]).toMatchObject([
        { balance: 70n, held: 0n },
        { balance: 18n, entries: 1n },
      ]);
      await expect(settle(settlement(id, payee, 29n))).rejects.toThrow(PostingKeyReused);
      expect(await codeOf(settle({ ...of, key: 'another key' }))).toBe('LG009');
      expect([await account(user.wallet), await account(payee)]).toMatchObject([{ balance: 70n }, { balance: 18n }]);
    });

    it('that is settled cannot be released, and one that is released cannot be settled', async () => {
      const user = await person(100n);
      const payee = await advisor();
      const [one, two] = [await hold(user.id, 30n), await hold(user.id, 30n)];
      const release = (id: string) => run((tx) => ledger.releaseHold(tx, id));
      await settle(settlement(one, payee, 10n));
      expect(await release(one)).toBe(false);
      expect([await release(two), await release(two)]).toEqual([true, false]);
      expect(await codeOf(settle(settlement(two, payee, 10n)))).toBe('LG009');
      expect(await account(user.wallet)).toMatchObject({ balance: 90n, held: 0n });
    });

    it('of which settlement and release race ends one way, and the money agrees', async () => {
      const payee = await advisor();
      for (let round = 0; round < 6; round++) {
        const user = await person(100n);
        const id = await hold(user.id, 40n);
        const [paid, freed] = await Promise.allSettled([
          settle(settlement(id, payee, 40n)),
          run((tx) => ledger.releaseHold(tx, id)),
        ]);
        const released = freed.status === 'fulfilled' && freed.value;
        expect(paid.status === 'fulfilled').toBe(!released);
        expect(await account(user.wallet)).toMatchObject({ balance: released ? 100n : 60n, held: 0n });
      }
      expect(await brokenRules()).toEqual([]);
    });

    it('that nobody closes gives its money back by time', async () => {
      const user = await person(100n, 20n);
      const [late, settledInTime, later] = [await hold(user.id, 50n), await hold(user.id, 10n), newId()];
      await settle(settlement(settledInTime, await advisor(), 10n));
      t.clock.advanceSeconds(500);
      await hold(user.id, 5n, later);
      await t.run('billing.expire_holds');
      expect(await t.db.query('select status from app.hold where id = $1', [late])).toEqual([{ status: 'pending' }]);
      t.clock.advanceSeconds(101);
      await t.run('billing.expire_holds');
      await t.run('billing.expire_holds');
      const states = await t.db.query<{ id: string; status: string }>(
        'select id, status from app.hold where id = any($1)',
        [[late, settledInTime, later]],
      );
      expect(Object.fromEntries(states.map(({ id, status }) => [id, status]))).toEqual({
        [late]: 'expired',
        [settledInTime]: 'posted',
        [later]: 'pending',
      });
      expect(await account(user.wallet)).toMatchObject({ balance: 90n, held: 5n });
      expect(await brokenRules()).toEqual([]);
    });

    it('cannot be placed on a frozen wallet, but one that is there is settled', async () => {
      const user = await person(100n);
      const id = await hold(user.id, 40n);
      await run((tx) => ledger.freeze(tx, user.id, 'dispute'));
      await expect(hold(user.id, 10n)).rejects.toThrow(WalletFrozen);
      expect(await run((tx) => ledger.extendHold(tx, id, 10n, tx.now))).toBe(0n);
      await settle(settlement(id, await advisor(), 40n));
      await run((tx) => ledger.freeze(tx, user.id, null));
      await hold(user.id, 60n);
      expect(await account(user.wallet)).toMatchObject({ balance: 60n, held: 60n });
    });
  });

  describe('what is written', () => {
    const TABLES = ['app.ledger_entry', 'app.ledger_transaction'];

    it('cannot be changed by the application: it has no permission, nor to write past the functions', async () => {
      const { wallet } = await person(10n);
      for (const sql of [
        ...TABLES.flatMap((table) => [
          `update ${table} set created_at = now()`,
          `delete from ${table}`,
          `truncate ${table} cascade`,
        ]),
        `insert into app.ledger_entry (licensee_id, transaction_id, leg, account_id, amount) values (app.tenant(), gen_random_uuid(), 1, '${wallet}', 5)`,
        `insert into app.ledger_transaction (licensee_id, id, kind, currency, key, fingerprint) values (app.tenant(), gen_random_uuid(), 'top_up', 'EUR', 'k', 1)`,
        `update app.ledger_account set balance = balance + 1`,
        `insert into app.hold (licensee_id, id, person_id, currency, wallet_account_id, promo_account_id, paid_amount, promo_amount, expires_at) select licensee_id, gen_random_uuid(), owner_id, currency, id, id, 0, 0, now() from app.ledger_account where id = '${wallet}'`,
        `update app.hold set status = 'released', closed_at = now()`,
        `delete from app.house_snapshot`,
        `alter table app.ledger_entry disable trigger all`,
        `set local role app_ledger`,
      ])
        expect([sql, await codeOf(run((tx) => tx.query(sql)))]).toEqual([sql, '42501']);
    });

    it('cannot be changed by a superuser either: the trigger refuses', async () => {
      await person(10n);
      for (const table of TABLES) {
        for (const sql of [
          `update ${table} set created_at = now()`,
          `delete from ${table}`,
          `truncate ${table} cascade`,
        ])
          expect([sql, await codeOf(t.db.query(sql))]).toEqual([sql, 'LG003']);
      }
      expect(await brokenRules()).toEqual([]);
    });
  });

  describe('house accounts', () => {
    const balances = async () => {
      const rows = await t.db.query<{ id: string; sum: string }>(
        `select a.id, coalesce(sum(e.amount), 0) as sum from app.ledger_account a left join app.ledger_entry e on e.licensee_id = a.licensee_id and e.account_id = a.id
          where a.licensee_id = $1 and a.kind > 'advisor_payable' group by a.id order by a.id`,
        [ctx.licenseeId],
      );
      const told = await db.read(ctx, (tx) => Promise.all(rows.map(async ({ id }) => ledger.houseBalance(tx, id))));
      return { told, summed: rows.map(({ sum: total }) => BigInt(total)) };
    };
    const snapshots = () =>
      t.db.query<{ until: Date; balance: string }>(
        'select until, balance from app.house_snapshot where licensee_id = $1',
        [ctx.licenseeId],
      );

    it('are the sum of their entries, with a snapshot and without', async () => {
      const user = await person(1000n, 50n);
      await settle(settlement(await hold(user.id, 300n), await advisor(), 300n));
      const plain = await balances();
      expect(plain.told).toEqual(plain.summed);
      expect(plain.told.some((amount) => amount > 0n) && plain.told.some((amount) => amount < 0n)).toBe(true);

      // Some entries grow old: only a superuser who switches triggers off can do that.
      await t.db.query(
        `set session_replication_role = replica; update app.ledger_entry set created_at = created_at - interval '5 hours' where leg <= 4; set session_replication_role = origin`,
      );
      await t.run('billing.snapshot_house');
      const kept = await snapshots();
      expect(kept.some(({ balance }) => balance !== '0')).toBe(true);
      for (const { until } of kept) expect(Date.now() - until.getTime()).toBeGreaterThanOrEqual(3_600_000);
      expect(await balances()).toEqual(plain);

      await t.run('billing.snapshot_house'); // the same hour again changes nothing
      expect(await snapshots()).toHaveLength(kept.length);
      await topUp(user.wallet, 77n, newId());
      const after = await balances();
      expect(after.told).toEqual(after.summed);
      expect(after).not.toEqual(plain);
      expect(await brokenRules()).toEqual([]);
    });

    it('with a wrong snapshot are found by the nightly check', async () => {
      expect(await t.violations()).toEqual([]);
      await t.db.query('update app.house_snapshot set balance = balance + 1 where licensee_id = $1', [ctx.licenseeId]);
      expect(new Set((await t.violations()).map(({ rule }) => rule))).toEqual(new Set(['house_snapshot_differs']));
      await t.db.query('update app.house_snapshot set balance = balance - 1 where licensee_id = $1', [ctx.licenseeId]);
      expect(await t.violations()).toEqual([]);
    });

    it('are never locked nor written: a row that a stranger has locked stops nobody', async () => {
      const { wallet } = await person();
      const clearing = await house('stripe_balance');
      const stranger = new pg.Client({ connectionString: t.db.adminUrl });
      await stranger.connect();
      try {
        await stranger.query('begin');
        await stranger.query('select 1 from app.ledger_account where id = $1 for update', [clearing]);
        const outcomes = await race(30, () => topUp(wallet, 1n, newId()));
        expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
      } finally {
        await stranger.end();
      }
      expect(await t.db.query('select balance, seq from app.ledger_account where id = $1', [clearing])).toEqual([
        { balance: '0', seq: '0' },
      ]);
    });
  });

  describe("another licensee's books", () => {
    it('cannot be seen, posted to, held, settled, released or frozen', async () => {
      const zenith = systemContext(t.licensees.zenith.id, 'spec');
      const [mine, payee] = [await person(500n, 20n), await advisor()];
      const theirPayee = await advisor(zenith);
      const held = await hold(mine.id, 50n);
      const clearing = await house('stripe_balance');
      const theirs = await house('suspense', zenith);
      const before = [await account(mine.wallet), await account(payee), await account(mine.promo)];

      await db.read(zenith, async (tx) => {
        for (const [table, column, id] of [
          ['ledger_account', 'id', mine.wallet],
          ['ledger_entry', 'account_id', mine.wallet],
          ['hold', 'id', held],
          ['ledger_transaction', 'licensee_id', ctx.licenseeId],
        ])
          expect(await rowsOf(tx, `select 1 from app.${table} where ${column} = $1`, [id])).toEqual([]);
        expect(await ledger.houseBalance(tx, clearing)).toBe(0n);
      });
      const leg = (accountId: string, amount: bigint): Leg => ({ accountId, amount });
      expect(await codeOf(adjust([leg(mine.wallet, -10n), leg(theirs, 10n)], newId(), zenith))).toBe('LG006');
      expect(await codeOf(adjust([leg(clearing, -10n), leg(theirs, 10n)], newId(), zenith))).toBe('LG006');
      expect(await codeOf(settle(settlement(held, theirPayee, 10n), zenith))).toBe('LG006');
      expect(await codeOf(run((tx) => ledger.releaseHold(tx, held), zenith))).toBe('LG006');
      expect(await codeOf(run((tx) => ledger.extendHold(tx, held, 10n, tx.now), zenith))).toBe('LG006');
      expect(await codeOf(hold(mine.id, 10n, newId(), zenith))).toBe('23503');
      await run((tx) => ledger.freeze(tx, mine.id, 'not yours'), zenith);

      // and the other way round: their hold cannot pay my advisor
      const stranger = await person(100n, 0n, zenith);
      const theirHold = await hold(stranger.id, 50n, newId(), zenith);
      expect(await codeOf(settle(settlement(theirHold, payee, 10n), zenith))).toBe('LG006');

      expect([await account(mine.wallet), await account(payee), await account(mine.promo)]).toEqual(before);
      await hold(mine.id, 10n); // it was not frozen
      expect(await brokenRules()).toEqual([]);
    });

    it('may hold under the same id without meeting', async () => {
      const zenith = systemContext(t.licensees.zenith.id, 'spec');
      const [mine, theirs] = [await person(50n), await person(50n, 0n, zenith)];
      const id = newId();
      await hold(mine.id, 20n, id);
      await hold(theirs.id, 30n, id, zenith);
      expect(await run((tx) => ledger.releaseHold(tx, id), zenith)).toBe(true);
      expect([await account(mine.wallet), await account(theirs.wallet)]).toMatchObject([{ held: 20n }, { held: 0n }]);
    });
  });

  it('remembers house accounts only once they are committed', async () => {
    const yen = 'JPY';
    const failed = run(async (tx) => {
      await ledger.house(tx, yen, 'suspense');
      await ledger.house(tx, yen, 'suspense');
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    const { suspense } = await run((tx) => ledger.house(tx, yen, 'suspense'));
    expect(await t.db.query('select 1 from app.ledger_account where id = $1', [suspense])).toHaveLength(1);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StripeComparisonService, TRANSACTION_KINDS, unexplainedMinor } from '@app/billing';
import { WRITES_DOCS } from '../../../scripts/faults/money-options.ts';
import { DISPUTES } from './money-flows/disputes.ts';
import { type PostedLeg, chaptersText, shape, write, written } from './money-flows/document.ts';
import { ENDING } from './money-flows/ending.ts';
import { OPERATOR } from './money-flows/operator.ts';
import { PAYEES } from './money-flows/payees.ts';
import { SELF_MANAGED } from './money-flows/self-managed.ts';
import { USERS } from './money-flows/users.ts';
import { type World, moneyWorld } from './money-flows/world.ts';

const CHAPTERS = [USERS, PAYEES, DISPUTES, OPERATOR, SELF_MANAGED, ENDING];
/** Made by hand, never by a flow. */
const BY_HAND = ['adjustment'];

/**
 * Each thing that happens to money, once, on the real SDK against the stand-in. What it posts is its table in docs/money.md; after it our books are
 * those of Stripe to the cent. `MONEY_DOCS=write npm run jest -- money-flows && npm run format` writes the tables.
 */
describe('money, flow by flow', () => {
  let world: World;
  const posted = new Map<string, readonly PostedLeg[]>();
  beforeAll(async () => {
    world = await moneyWorld();
    await world.payoutRules({ newAdvisorHoldDays: 0, payoutMinimumMinor: 100, payoutSchedule: 'daily' });
  });
  afterAll(() => world.t.close());

  /** What was posted since, in the order in which it was written. */
  const postedSince = (before: ReadonlySet<string>): Promise<PostedLeg[]> =>
    world.t.db
      .query<PostedLeg & { seen: string }>(
        `select x.id as transaction, x.kind, a.kind::text as account, e.amount::text as amount, x.currency
           from app.ledger_transaction x
           join app.ledger_entry e on e.licensee_id = x.licensee_id and e.transaction_id = x.id
           join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
          where e.amount <> 0 order by x.created_at, x.id, e.amount, a.kind`,
      )
      .then((legs) => legs.filter(({ transaction }) => !before.has(transaction)));
  const transactions = async (): Promise<Set<string>> =>
    new Set((await world.t.db.query<{ id: string }>('select id from app.ledger_transaction')).map(({ id }) => id));

  for (const { title: chapter, flows } of CHAPTERS)
    describe(chapter, () => {
      it.each(flows.map((one) => [one.title, one] as const))('%s', async (title, { given, happens }) => {
        const there = (await given?.(world)) as never;
        const before = await transactions();
        await happens(world, there);
        const legs = await postedSince(before);
        expect(legs.length).toBeGreaterThan(1);
        posted.set(title, legs);
        expect(legs.reduce((sum, { amount }) => sum + BigInt(amount), 0n)).toBe(0n);
        expect(await world.t.violations()).toEqual([]);
        for (const one of await world.t.app.get(StripeComparisonService).compare())
          expect([one.currency, unexplainedMinor(one)]).toEqual([one.currency, 0n]);
      });
    });

  it('is what docs/money.md says', () => {
    const made = chaptersText(CHAPTERS, posted);
    if (WRITES_DOCS) write(made);
    expect(shape(written())).toBe(shape(made));
  });

  it('shows every kind of transaction that there is', () => {
    const shown = new Set([...posted.values()].flat().map(({ kind }) => kind));
    expect(TRANSACTION_KINDS.filter((kind) => !shown.has(kind) && !BY_HAND.includes(kind))).toEqual([]);
  });
});

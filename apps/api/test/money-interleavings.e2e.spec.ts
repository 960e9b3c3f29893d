import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { log } from '@app/kernel';
import { OPERATIONS, SEED } from '../../../scripts/faults/money-options.ts';
import { Random } from '../../../scripts/faults/random.ts';
import { ACTS, DAY, SWEEPS, hangUp } from './money-operations/acts.ts';
import { planned } from './money-operations/plan.ts';
import { proveBooks } from './money-operations/proof.ts';
import { type OperationsWorld, operationsWorld } from './money-operations/world.ts';

jest.setTimeout(120_000 + OPERATIONS * 4_000);

/**
 * Whatever happens to money, in whatever order, however badly Stripe answers, and wherever the process dies: afterwards our books are Stripe's to the cent,
 * nothing is below zero and nothing happened twice.
 */
let world: OperationsWorld;

beforeAll(async () => {
  world = await operationsWorld();
});
afterAll(() => world.t.close());

/** What was answered, without what is another in each run. */
function answerOf(result: unknown): string {
  if (Array.isArray(result))
    return (result as PromiseSettledResult<unknown>[])
      .map((one) => answerOf(one.status === 'fulfilled' ? one.value : one.reason))
      .sort()
      .join(' ');
  if (result instanceof Error) return result.constructor.name;
  return typeof result === 'object' && result !== null && 'status' in result ? String(result.status) : '-';
}

it(`keeps our books those of Stripe over ${OPERATIONS} operations in any order (MONEY_SEED=${SEED})`, async () => {
  const quiet = (['error', 'warn', 'fatal'] as const).map((level) =>
    jest.spyOn(log, level).mockImplementation(() => undefined),
  );
  const { t, stripe, process: mortal } = world;
  const seed = new Random(String(SEED));
  const done: string[] = [];
  const counts = { deaths: 0, repeats: 0, failing: 0 };
  const fates = new Map<string, number>();
  for (let n = 0; n < OPERATIONS; n++) {
    // Nobody dies while everybody signs in.
    if (n % 100 === 99) await world.signInAgain();
    const { name, faults, death: fatal, isDelivered, isRepeated, random } = planned(seed, n);
    stripe.faults.clear();
    for (const fault of faults) stripe.faults.add(fault);
    if (faults.length > 0) counts.failing += 1;
    if (fatal) mortal.dieAt(fatal.step, fatal.border);
    // Refusals are answers too, and so is none: what counts is what the books say afterwards.
    const act = async (): Promise<void> => {
      const result = await ACTS[name](world, random.fork('act'), `operation-${n}`).catch((error: unknown) => error);
      t.clock.reset();
      done.push(`  ${answerOf(result)}`);
    };
    done.push(`${n} ${name}`, ...faults.map(({ kind }) => kind));
    await act();
    if (isDelivered) await world.deliver(random.fork('deliver'));
    mortal.dieAt(Infinity);
    const { death } = mortal;
    if (death === undefined) continue;
    await mortal.revive();
    counts.deaths += 1;
    fates.set(death, (fates.get(death) ?? 0) + 1);
    done.push(`  died ${death}`);
    await hangUp(world);
    t.clock.reset();
    if (isRepeated) {
      counts.repeats += 1;
      done.push('  repeated');
      await act();
    } else await world.minutes();
  }
  mortal.dieAt(Infinity);
  // Then the trouble ends, and everything that waits is found by the sweeps.
  stripe.faults.clear();
  await hangUp(world);
  t.clock.reset();
  await world.deliverLate();
  stripe.webhooks.control({ paused: false, drop: true });
  // Some operations were days ahead, and what they left is looked at again only after that.
  t.clock.advanceSeconds(9 * DAY);
  // Stripe forgets its keys after a day: what was never answered is then asked anew.
  for (const seconds of [3600, 25 * 3600, 7200, 7200, 7200]) {
    stripe.advance(seconds);
    t.clock.advanceSeconds(8 * 3600);
    for (const job of SWEEPS) await t.run(job);
    await world.tryAgain();
  }
  for (const spy of quiet) spy.mockRestore();
  try {
    expect(counts.deaths).toBeGreaterThan(0);
    await proveBooks(world);
  } catch (error) {
    process.stderr.write(
      `MONEY_SEED=${SEED} MONEY_OPERATIONS=${OPERATIONS} does it again, but for who is first of those that run at once. What was done:\n${done.join('\n')}\n`,
    );
    throw error;
  }
  const happened = await t.db.query<{ kind: string; count: number }>(
    'select kind::text, count(*)::int as count from app.ledger_transaction group by 1 order by 1',
  );
  process.stdout.write(
    `postings: ${happened.map(({ kind, count }) => `${count} ${kind}`).join(', ')}\n` +
      `${OPERATIONS} operations, ${counts.failing} with Stripe failing, ${counts.deaths} deaths (${[...fates].map(([where, many]) => `${many} ${where}`).join(', ')}), ` +
      `${counts.repeats} repeats, ${world.lostEvents()} events lost\n`,
  );
});

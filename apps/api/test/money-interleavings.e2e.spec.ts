import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { log } from '@app/kernel';
import { OPERATIONS, SEED } from '../../../scripts/faults/money-options.ts';
import { Random } from '../../../scripts/faults/random.ts';
import { ACTS, SWEEPS, WEIGHTS, hangUp } from './money-operations/acts.ts';
import { proveBooks } from './money-operations/proof.ts';
import { type OperationsWorld, operationsWorld } from './money-operations/world.ts';

jest.setTimeout(120_000 + OPERATIONS * 4_000);

/** Of operations: those at which Stripe fails (R7 of reference/trust.md asks for three in ten). */
const STRIPE_FAILS = 0.3;
/** Of operations without one, those that begin a countdown to the death of the process; it goes on until it has died. */
const COUNTDOWN = 0.6;
/** Steps to count, at most. */
const LIFE = 8;
/** Most often it dies where somebody else knows more than we do. */
const BORDERS = ['a request to Stripe', 'a request to Stripe', 'a transaction', undefined] as const;

/**
 * Whatever happens to money, in whatever order, however badly Stripe answers, and wherever the process dies: afterwards our books are Stripe's to the cent,
 * nothing is below zero and nothing happened twice.
 */
let world: OperationsWorld;

beforeAll(async () => {
  world = await operationsWorld();
});
afterAll(() => world.t.close());

/** What Stripe does to the next requests. */
function trouble(random: Random): string[] {
  const { faults } = world.stripe;
  faults.clear();
  if (!random.chance(STRIPE_FAILS)) return [];
  for (let n = random.int(1, 2); n > 0; n--)
    faults.add(
      random.pick([
        { kind: 'timeout_after_success', method: 'POST', delayMs: 20, times: random.int(1, 4) } as const,
        { kind: 'reset_before', times: random.int(1, 4) } as const,
        { kind: 'stored_500', method: 'POST', executed: random.chance(0.5) } as const,
        { kind: '409', method: 'POST', times: random.int(1, 4) } as const,
        { kind: '429', times: random.int(1, 4) } as const,
        { kind: '503', times: random.int(1, 4) } as const,
      ]),
    );
  return faults.list().map(({ kind }) => kind);
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
  let isCounting = false;
  for (let n = 0; n < OPERATIONS; n++) {
    if (n % 100 === 99) {
      // Nobody dies while everybody signs in.
      mortal.dieAt(Infinity);
      isCounting = false;
      await world.signInAgain();
    }
    const random = seed.fork(String(n));
    const name = random.weighted(WEIGHTS);
    const failing = trouble(random);
    if (failing.length > 0) counts.failing += 1;
    if (!isCounting && random.chance(COUNTDOWN)) {
      mortal.dieAt(random.int(1, LIFE), random.pick(BORDERS));
      isCounting = true;
    }
    // Refusals are answers too, and so is none: what counts is what the books say afterwards.
    const act = () => ACTS[name](world, random.fork('act'), `operation-${n}`).catch((error: unknown) => String(error));
    done.push(`${n} ${name}`, ...failing);
    await act();
    t.clock.reset();
    if (random.chance(0.6)) await world.deliver(random.fork('deliver'));
    const { death } = mortal;
    if (death === undefined) continue;
    await mortal.revive();
    isCounting = false;
    counts.deaths += 1;
    fates.set(death, (fates.get(death) ?? 0) + 1);
    done.push(`  died ${death}`);
    await hangUp(world);
    t.clock.reset();
    if (random.chance(0.5)) {
      counts.repeats += 1;
      done.push('  repeated');
      await act();
      t.clock.reset();
    }
  }
  mortal.dieAt(Infinity);
  // Then the trouble ends, and everything that waits is found by the sweeps.
  stripe.faults.clear();
  await hangUp(world);
  t.clock.reset();
  await world.deliverLate();
  stripe.webhooks.control({ paused: false, drop: true });
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
      `MONEY_SEED=${SEED} MONEY_OPERATIONS=${OPERATIONS} does it again. What was done:\n${done.join('\n')}\n`,
    );
    throw error;
  }
  process.stdout.write(
    `${OPERATIONS} operations, ${counts.failing} with Stripe failing, ${counts.deaths} deaths (${[...fates].map(([where, many]) => `${many} ${where}`).join(', ')}), ` +
      `${counts.repeats} repeats, ${world.lostEvents()} events lost\n`,
  );
});

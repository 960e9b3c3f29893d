import type { Border } from '@app/testing';
import type { Random } from '../../../../scripts/faults/random.ts';
import type { Fault } from '../../../sandbox/src/stripe/faults.ts';
import { type ActName, WEIGHTS } from './acts.ts';

/** Of operations: those at which Stripe fails (R7 of reference/trust.md asks for three in ten). */
const STRIPE_FAILS = 0.3;
/** Of operations: those at some step of which the process dies, if they have as many. More, and hardly a call would come to its price. */
const MORTAL = 0.4;
/** The same of several things at once, of lost answers, and of what takes many steps to its money: who is dead meets nobody, asks nobody again, and earns nothing. */
const SELDOM_MORTAL = 0.2;
/** Most often it dies where somebody else knows more than we do; with the steps to that, at most. */
const BORDERS: readonly { border?: Border; steps: number }[] = [
  { border: 'a request to Stripe', steps: 2 },
  { border: 'a request to Stripe', steps: 4 },
  { border: 'a transaction', steps: 5 },
  { steps: 8 },
];

/** What is decided of an operation before it begins. */
interface Planned {
  readonly name: ActName;
  readonly faults: readonly Fault[];
  /** The process dies at this step of it, the first is 1; undefined = it lives. */
  readonly death: { readonly step: number; readonly border: Border | undefined } | undefined;
  readonly isDelivered: boolean;
  /** After a death: asked for again by who heard no answer; else found by what runs each minute. */
  readonly isRepeated: boolean;
  /** What the operation itself draws from. */
  readonly random: Random;
}

/** Each kind as often as its weight says. */
const DECK = Object.entries(WEIGHTS).flatMap(([name, weight]) => Array<ActName>(weight).fill(name as ActName));

/** The deck is dealt to its end before it is shuffled again: what is rare comes also where the operations are few. */
function nameOf(seed: Random, n: number): ActName {
  const shuffle = seed.fork(`deck ${Math.floor(n / DECK.length)}`);
  const dealt = DECK.map((name) => [shuffle.next(), name] as const).sort(([a], [b]) => a - b);
  return dealt[n % DECK.length]![1];
}

/**
 * The n-th operation of a seed. Each decision has its own source, so what one operation does, or how far it comes, moves no other's: a seed is always the same operations with the same
 * faults and deaths. What it cannot repeat is who is first of those that run at once, and with it which of two steps the process dies at and what the money left then allows.
 */
export function planned(seed: Random, n: number): Planned {
  const random = seed.fork(String(n));
  const trouble = random.fork('trouble');
  const fatal = random.fork('death');
  const { border, steps } = fatal.pick(BORDERS);
  const step = fatal.int(1, steps);
  const name = nameOf(seed, n);
  const mortality = /at once|nobody hears|a call$|run of payouts/.test(name) ? SELDOM_MORTAL : MORTAL;
  return {
    name,
    faults: trouble.chance(STRIPE_FAILS)
      ? Array.from({ length: trouble.int(1, 2) }, () =>
          trouble.pick<Fault>([
            { kind: 'timeout_after_success', method: 'POST', delayMs: 20, times: trouble.int(1, 4) },
            { kind: 'reset_before', times: trouble.int(1, 4) },
            { kind: 'stored_500', method: 'POST', executed: trouble.chance(0.5) },
            { kind: '409', method: 'POST', times: trouble.int(1, 4) },
            { kind: '429', times: trouble.int(1, 4) },
            { kind: '503', times: trouble.int(1, 4) },
          ]),
        )
      : [],
    death: fatal.chance(mortality) ? { step, border } : undefined,
    isDelivered: random.fork('delivered').chance(0.6),
    isRepeated: random.fork('repeated').chance(0.5),
    random,
  };
}

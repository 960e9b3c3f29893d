import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { UsageError } from '../usage-error.ts';

export const MUTANTS = ['no-lock', 'async-commit'] as const;
export type Mutant = (typeof MUTANTS)[number];

export interface FaultOptions {
  /** Operations to acknowledge. */
  ops: number;
  /** SIGKILLs to API replicas and worker. */
  kills: number;
  /** SIGKILLs to the database server. */
  crashes: number;
  seed: number;
  clients: number;
  wallets: number;
  mutant: Mutant | undefined;
  /** Where the figures go as JSON. */
  json: string | undefined;
  /** Database and logs stay when all is well, too. */
  keep: boolean;
}

const USAGE = `npm run test:faults -- [--ops 10000] [--kills 200] [--crashes 0] [--seed N] [--clients 64] [--wallets 50]
  [--mutant ${MUTANTS.join('|')}] [--json FILE] [--keep]`;

/** @throws UsageError */
export function readOptions(args: string[]): FaultOptions {
  const text = { type: 'string' } as const;
  const options = {
    ops: text,
    kills: text,
    crashes: text,
    seed: text,
    clients: text,
    wallets: text,
    mutant: text,
    json: text,
  };
  let values: Partial<Record<keyof typeof options, string>> & { keep?: boolean };
  try {
    ({ values } = parseArgs({ args, options: { ...options, keep: { type: 'boolean' } } }));
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`);
  }
  const whole = (name: keyof typeof options, fallback: number, least: number): number => {
    const raw = values[name];
    if (raw === undefined) return fallback;
    if (!/^\d{1,9}$/.test(raw) || Number.parseInt(raw, 10) < least)
      throw new UsageError(`--${name} must be a whole number from ${least} (is "${raw}")\n${USAGE}`);
    return Number.parseInt(raw, 10);
  };
  const mutant = MUTANTS.find((one) => one === values.mutant);
  if (values.mutant !== undefined && !mutant)
    throw new UsageError(`--mutant must be one of ${MUTANTS.join(', ')} (is "${values.mutant}")\n${USAGE}`);
  return {
    ops: whole('ops', 10_000, 1),
    kills: whole('kills', 200, 0),
    // Without a crash of the database nobody could ever see the difference that a lazy commit makes.
    crashes: whole('crashes', mutant === 'async-commit' ? 4 : 0, 0),
    seed: whole('seed', randomInt(1, 1_000_000_000), 0),
    clients: whole('clients', 64, 1),
    wallets: whole('wallets', 50, 2),
    mutant,
    json: values.json,
    keep: values.keep ?? false,
  };
}

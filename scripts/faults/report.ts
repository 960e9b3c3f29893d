import type { Check } from './checker.ts';
import { type Client, REPEATS } from './client.ts';
import type { DriveResult } from './driver.ts';
import type { Journal, Kind } from './journal.ts';
import type { FaultOptions } from './options.ts';

/** Every figure of a run; what `--json` writes. */
export interface Report {
  seed: number;
  mutant: string | null;
  operations: {
    acknowledged: number;
    refused: number;
    abandoned: number;
    unanswered: number;
    byKind: Record<string, number>;
  };
  requests: { attempts: number; repeats: Record<string, number>; replays: number };
  faults: { kills: number; killsOf: Record<string, number>; crashes: number; restarts: number };
  seconds: { load: number; afterLastFault: number };
  refusals: Record<string, number>;
  internalErrors: Record<string, number>;
  checks: { name: string; findings: number; examples: string[] }[];
  violations: number;
}

const KINDS: readonly Kind[] = ['credit', 'cancelled_call', 'call', 'top_up', 'refund'];
const EXAMPLES = 3;

export function report(
  options: FaultOptions,
  driven: DriveResult,
  client: Client,
  journal: Journal,
  checks: Check[],
  doneAt: number,
): Report {
  const refusals: Record<string, number> = {};
  for (const { state, note } of journal.entries)
    if (state === 'refused' && note) refusals[note] = (refusals[note] ?? 0) + 1;
  const sum = (counts: Record<string, number>): number =>
    Object.values(counts).reduce((total, count) => total + count, 0);
  return {
    seed: options.seed,
    mutant: options.mutant ?? null,
    operations: {
      acknowledged: journal.count('acknowledged'),
      refused: journal.count('refused'),
      abandoned: journal.count('abandoned'),
      unanswered: journal.count('unanswered'),
      byKind: Object.fromEntries(KINDS.map((kind) => [kind, journal.count('acknowledged', kind)])),
    },
    requests: { attempts: client.attempts, repeats: client.repeats, replays: journal.replays },
    faults: { kills: sum(driven.kills), killsOf: driven.kills, crashes: driven.crashes, restarts: driven.restarts },
    seconds: { load: driven.seconds, afterLastFault: (doneAt - driven.overAt) / 1000 },
    refusals,
    internalErrors: Object.fromEntries(client.internalErrors),
    checks: checks.map(({ name, findings }) => ({
      name,
      findings: findings.length,
      examples: findings.slice(0, EXAMPLES),
    })),
    violations: checks.reduce((total, { findings }) => total + findings.length, 0),
  };
}

export function print(figures: Report): void {
  const { operations, requests, faults, seconds, checks } = figures;
  const list = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const repeats = REPEATS.reduce((total, name) => total + (requests.repeats[name] ?? 0), 0);
  const rows: [string, string][] = [
    ['operations', `${operations.acknowledged} acknowledged (${list(operations.byKind)})`],
    [
      '',
      `${operations.refused} refused (${list(figures.refusals)}), ${operations.abandoned} abandoned after a lost reply, ${operations.unanswered} unanswered`,
    ],
    [
      'requests',
      `${requests.attempts} attempts, ${repeats} repeated (${list(requests.repeats)}), ${requests.replays} deliberate replays`,
    ],
    [
      'faults',
      `${faults.kills} SIGKILLs (${list(faults.killsOf)}), ${faults.crashes} database crashes, ${faults.restarts} restarts`,
    ],
    [
      'time',
      `${seconds.load.toFixed(1)} s of load, ${seconds.afterLastFault.toFixed(1)} s after the last fault until all was done`,
    ],
    ...(Object.keys(figures.internalErrors).length > 0
      ? [['5xx', list(figures.internalErrors)] as [string, string]]
      : []),
  ];
  console.log('');
  for (const [name, text] of rows) console.log(`  ${name.padEnd(12)}${text}`);
  console.log('');
  for (const { name, findings, examples } of checks) {
    console.log(`  ${findings === 0 ? 'ok  ' : 'FAIL'}  ${name}${findings === 0 ? '' : `: ${findings}`}`);
    for (const example of examples) console.log(`          ${example.slice(0, 300)}`);
  }
  const failed = checks.filter(({ findings }) => findings > 0).length;
  const mutant = figures.mutant ? ` --mutant ${figures.mutant}` : '';
  console.log(
    `\n${checks.length - failed} passed, ${failed} failed; ${figures.violations} violations. Repeat with --seed ${figures.seed}${mutant}`,
  );
}

import os from 'node:os';
import { parseArgs } from 'node:util';
import { onShutdown } from '../shutdown.ts';
import { openBooks, violations } from './books.ts';
import { benchGrowth } from './growth.ts';
import { benchHttp } from './http.ts';
import { benchLeases } from './leases.ts';
import { Report } from './report.ts';
import { startServer } from './server.ts';
import { benchSettlement } from './settlement.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    entries: { type: 'string' },
  },
});
const { quick } = values;
const PARTS = ['growth', 'settlement', 'leases', 'http'];
if (values.only !== undefined && !PARTS.includes(values.only)) fail(`--only takes one of ${PARTS.join(', ')}`);
if (values.entries !== undefined && !/^[1-9]\d{5,8}$/.test(values.entries))
  fail('--entries takes a number from 100000');
const entries = values.entries ? Number.parseInt(values.entries, 10) : quick ? 1_000_000 : 10_000_000;
const began = Date.now();
const loadBefore = os.loadavg();
const report = new Report();
let postgres = 'not started';
const say = (line: string): void => console.log(`  ${((Date.now() - began) / 1000).toFixed(0).padStart(4)} s  ${line}`);
const wants = (name: string): boolean => values.only === undefined || values.only === name;
const effort = {
  rounds: quick ? 3 : 4,
  seconds: quick ? 1.5 : 2.5,
  size: { licensees: 100, wallets: quick ? 20_000 : 50_000 },
  entries,
};

let stopCurrent: () => Promise<void> = async () => undefined;
onShutdown(
  () => stopCurrent(),
  () => stopCurrent(),
);

if (values.only !== 'http') await benchDatabase();
if (wants('http')) await benchHttp(effort, report, say, (stop) => (stopCurrent = stop));
report.print();
if (values.only === undefined) {
  report.write('docs/benchmarks.md', {
    postgres,
    mode: quick ? 'quick' : 'full',
    minutes: (Date.now() - began) / 60_000,
    loadBefore,
    loadAfter: os.loadavg(),
  });
  console.log('Written to docs/benchmarks.md.');
} else {
  // A part of the table would look like the whole.
  console.log(`\n${report.facts.join('\n')}`);
}

async function benchDatabase(): Promise<void> {
  say('starting Postgres');
  const server = await startServer();
  stopCurrent = () => server.stop();
  try {
    postgres = server.version;
    await openBooks(server.database, effort.size);
    say('books are open');
    if (wants('growth')) await benchGrowth(server, effort, report, say);
    if (wants('settlement')) await benchSettlement(server, effort, report, say);
    if (wants('leases')) await benchLeases(server, effort, report, say);
    const broken = await violations(server.database);
    if (broken.length > 0) throw new Error(`The books are broken: ${broken.join('; ')}`);
    say('books checked: no violation');
  } finally {
    await server.stop();
  }
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}

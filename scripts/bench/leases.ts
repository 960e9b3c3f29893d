import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '@app/kernel';
import { HoldStore } from './books.ts';
import { median, percentile, serverCpuMs } from './measure.ts';
import { makeDue, openCalls } from './open-calls.ts';
import { type Product, built, openProduct } from './product.ts';
import { type Report, number } from './report.ts';
import type { BenchServer } from './server.ts';
import { type Effort, settle } from './settlement.ts';

const CHARGERS = 8;

/** The product's own scanner step; typed here, because it is not part of its module's front door. */
interface LeaseExtension {
  extendDue(): Promise<number>;
}

export async function benchLeases(
  server: BenchServer,
  effort: Effort,
  report: Report,
  say: (line: string) => void,
): Promise<void> {
  const { database } = server;
  const product = await openProduct(database, CHARGERS + 2);
  const { LeaseExtension } = await built.load<{ LeaseExtension: new (db: Db) => LeaseExtension }>(
    'libs/calling/src/lease-extension.js',
  );
  const leases = new LeaseExtension(product.db);
  const { licensees } = effort.size;
  try {
    let open = 0;
    let slowest = 0;
    for (const count of [1_000, 10_000, 100_000]) {
      await openCalls(database, open, count);
      open = count;
      const seconds: number[] = [];
      const cpuSeconds: number[] = [];
      for (let round = 0; round < 3; round++) {
        await makeDue(database, 0, licensees);
        const cpu = serverCpuMs(server.pid);
        const began = performance.now();
        const extended = await leases.extendDue();
        seconds.push((performance.now() - began) / 1000);
        cpuSeconds.push(cpu === undefined ? seconds.at(-1)! : (serverCpuMs(server.pid)! - cpu) / 1000);
        if (extended !== count) throw new Error(`${extended} of ${count} leases were extended`);
        say(`${count} leases extended in ${number(seconds.at(-1)!)} s, ${number(cpuSeconds.at(-1)!)} s of server CPU`);
      }
      const idle = await timesOf(5, () => leases.extendDue());
      const look = await timesOf(5, async () =>
        product.db.resolve('select * from app.due_calls($1, $2)', [await product.db.now(), 200]),
      );
      slowest = median(cpuSeconds);
      report.fact(
        `metering sweep over ${count.toLocaleString('en-US')} open calls: all due ${number(median(seconds))} s, of which ${number(slowest)} s on a core of the server (${number((slowest * 1e6) / count)} us a call), nothing due ${number(idle + look)} ms`,
      );
    }
    report.add({
      name: 'extend 100,000 leases, seconds of one core',
      goal: { at: 'most', value: 5, unit: ' s' },
      measured: slowest,
      unit: ' s',
      note: `CPU time of the server, because other programs take part of the cores; one connection; chunks of 1,000, a transaction each, over ${licensees} licensees`,
    });
    await chargesMeanwhile(server, product, leases, effort, report, say);
  } finally {
    await product.close();
  }
}

/** p99 of a charge alone and while 10,000 leases are extended, in turn. */
async function chargesMeanwhile(
  { database }: BenchServer,
  product: Product,
  leases: LeaseExtension,
  { rounds, size }: Effort,
  report: Report,
  say: (line: string) => void,
): Promise<void> {
  const holds = new HoldStore(database);
  const tenth = Math.max(1, Math.round(size.licensees / 10)); // of 100,000 open calls
  const alone: number[] = [];
  const meanwhile: number[] = [];
  let due = 0;
  for (let round = 0; round < rounds * 2; round++) {
    const from = (round % 10) * tenth;
    due = await makeDue(database, from, from + tenth);
    await holds.fill('uniform', 12_000);
    alone.push(...(await chargesDuring(product, holds, () => sleep(1_000))));
    meanwhile.push(...(await chargesDuring(product, holds, () => leases.extendDue())));
  }
  const p99 = (values: number[]): number =>
    percentile(
      values.sort((a, b) => a - b),
      0.99,
    );
  const [before, during] = [p99(alone), p99(meanwhile)];
  say(`p99 of a charge: ${number(before)} ms alone, ${number(during)} ms while leases are extended`);
  report.add({
    name: `p99 of a charge while ${due.toLocaleString('en-US')} leases are extended / alone`,
    goal: { at: 'most', value: 3, unit: 'x' },
    measured: during / before,
    unit: 'x',
    note: `${CHARGERS} clients settle through the application; ${alone.length} charges alone, ${meanwhile.length} during extensions`,
  });
  report.fact(
    `charge alone: p50 ${number(percentile(alone, 0.5))} ms, p99 ${number(before)} ms; while leases are extended: p50 ${number(percentile(meanwhile, 0.5))} ms, p99 ${number(during)} ms`,
  );
}

/** Latencies of the charges that met `work`. */
async function chargesDuring(product: Product, holds: HoldStore, work: () => Promise<unknown>): Promise<number[]> {
  const state = { from: Infinity, ended: false };
  const latencies: number[] = [];
  const loops = Array.from({ length: CHARGERS }, async () => {
    while (!state.ended) {
      const began = performance.now();
      await settle(product, holds.take('uniform'));
      if (performance.now() > state.from) latencies.push(performance.now() - began);
    }
  });
  await sleep(200);
  state.from = performance.now();
  await work();
  state.ended = true;
  await Promise.all(loops);
  return latencies;
}

/** Median duration in milliseconds. */
async function timesOf(times: number, work: () => Promise<unknown>): Promise<number> {
  const durations: number[] = [];
  for (let i = 0; i < times; i++) {
    const began = performance.now();
    await work();
    durations.push(performance.now() - began);
  }
  return median(durations);
}

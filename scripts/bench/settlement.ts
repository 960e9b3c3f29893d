import { type BooksSize, CURRENCY, type Group, HoldStore, PRICE, type ReadyHold, SPLIT } from './books.ts';
import { Classical } from './classical.ts';
import { Floor } from './floor.ts';
import { GroupCommit } from './group-commit.ts';
import { type Round, type Variant, alternate, median, perSecond, percentile, ratio } from './measure.ts';
import { type Product, openProduct } from './product.ts';
import { type Report, number } from './report.ts';
import type { BenchServer } from './server.ts';

export interface Effort {
  readonly rounds: number;
  readonly seconds: number;
  readonly size: BooksSize;
  readonly entries: number;
}

/**
 * One settlement as the product posts it: transaction runner with tenant setting, the ledger's one statement, one job in the outbox.
 * @param withJob false = to see what the job costs
 */
export async function settle(product: Product, hold: ReadyHold, withJob = true): Promise<void> {
  await product.db.transaction(product.kernel.systemContext(hold.licenseeId, 'bench'), async (tx) => {
    await product.ledger.settle(tx, {
      key: `call:${hold.holdId}`,
      holdId: hold.holdId,
      currency: CURRENCY,
      refId: hold.holdId,
      advisorAccountId: hold.advisorAccountId,
      priceMinor: PRICE,
      ...SPLIT,
    });
    if (withJob) await product.jobs.add(tx, 'bench.settled', { holdId: hold.holdId });
  });
}

export async function benchSettlement(
  server: BenchServer,
  effort: Effort,
  report: Report,
  say: (line: string) => void,
): Promise<void> {
  const { database } = server;
  const product = await openProduct(database, 34);
  const holds = new HoldStore(database);
  const floor = await Floor.open(database, effort.size.wallets, 32);
  const classical = await Classical.open(database, 8);
  const group = new GroupCommit(product);
  const enough = (perSecondAtMost: number): number => Math.ceil(perSecondAtMost * (effort.seconds + 1));

  const viaProduct = (name: string, kind: Group, clients: number): Variant => ({
    name,
    clients,
    prepare: () => holds.fill(kind, enough(4_000)),
    operation: () => settle(product, holds.take(kind)),
  });
  const viaEntities = (name: string, kind: Group): Variant => ({
    name,
    clients: 8,
    prepare: () => classical.fill(kind, enough(1_500)),
    operation: () => classical.settle(kind),
  });
  const raw = (name: string, clients: number): Variant => ({
    name,
    clients,
    operation: (client) => floor.post(client),
  });
  await holds.fill('uniform', 1);
  const anyone = product.kernel.systemContext(holds.take('uniform').licenseeId, 'bench');
  try {
    const results = await alternate(
      [
        raw('raw floor, 8 clients', 8),
        viaProduct('product, uniform, 8 clients', 'uniform', 8),
        viaProduct('product, hot, 8 clients', 'hot', 8),
        viaEntities('classical, uniform, 8 clients', 'uniform'),
        viaEntities('classical, hot, 8 clients', 'hot'),
        {
          name: 'product without the job, uniform, 8 clients',
          clients: 8,
          prepare: () => holds.fill('uniform', enough(4_000)),
          operation: () => settle(product, holds.take('uniform'), false),
        },
        {
          name: 'transaction runner alone, 8 clients',
          clients: 8,
          operation: () => product.db.transaction(anyone, async () => undefined),
        },
        raw('raw floor, 32 clients', 32),
        viaProduct('product, uniform, 32 clients', 'uniform', 32),
        {
          name: 'group commit, hot, 32 callers',
          clients: 32,
          prepare: () => holds.fill('hot', enough(12_000)),
          operation: () => group.settle(holds.take('hot')),
        },
      ],
      { rounds: effort.rounds, seconds: effort.seconds, serverPid: server.pid },
      say,
    );
    const of = (name: string): number[] => perSecond(results.get(name)!);
    const uniform = of('product, uniform, 8 clients');
    const hot = of('product, hot, 8 clients');
    const floor8 = of('raw floor, 8 clients');
    const percent = (part: number): string => `${Math.round(part * 100)} %`;
    const jobShare = percent(1 - ratio(uniform, of('product without the job, uniform, 8 clients')));
    const runnerShare = percent(ratio(uniform, of('transaction runner alone, 8 clients')));
    report.add(
      {
        name: 'settlement through the application / raw floor, 8 clients',
        goal: { at: 'least', value: 0.35, unit: '' },
        measured: ratio(uniform, floor8),
        unit: '',
        note: `transaction runner, tenant setting, the settlement of a hold with every check, one outbox job: five round trips against the one of the floor, whose function is called by a named statement and checks nothing. Of its time ${jobShare} is the job, ${runnerShare} the transaction runner, the rest the posting`,
      },
      {
        name: 'settlement with group commit / raw floor, 32 callers',
        goal: { at: 'least', value: 0.8, unit: '' },
        measured: ratio(of('group commit, hot, 32 callers'), of('raw floor, 32 clients')),
        unit: '',
        prototype: true,
        note: "settlements that wait together, posted by one transaction of the product's own functions (`scripts/bench/group-commit.ts`). The product does not settle that way: a call's settlement also writes the call, its receipt (a hash chain per payer) and its events in the same transaction, so the posting is a small part of it and one refusal would undo its neighbours",
      },
      {
        name: 'hot tenant / uniform, 8 clients',
        goal: { at: 'least', value: 0.9, unit: '' },
        measured: ratio(hot, uniform),
        unit: '',
      },
      {
        name: 'application / classical TypeORM transaction, uniform',
        goal: { at: 'least', value: 7, unit: 'x' },
        measured: ratio(uniform, of('classical, uniform, 8 clients')),
        unit: 'x',
        note: 'the classical one does the same settlement with entities (find with lock, save), outbox row included',
      },
      {
        name: 'application / classical TypeORM transaction, hot',
        goal: { at: 'least', value: 12, unit: 'x' },
        measured: ratio(hot, of('classical, hot, 8 clients')),
        unit: 'x',
      },
      {
        name: 'application / pgledger, uniform and hot',
        goal: { at: 'least', value: 1.7, unit: 'x and 4x' },
        unit: 'x',
        note: 'not measured: its source is not available offline',
      },
    );
    for (const [name, rounds] of results) report.fact(describe(name, rounds));
  } finally {
    await Promise.all([product.close(), floor.close(), classical.close()]);
  }
}

function describe(name: string, rounds: readonly Round[]): string {
  const cpu = rounds.flatMap((round) => (round.serverCpuUs === undefined ? [] : [round.serverCpuUs]));
  const p = (part: number): string => number(median(rounds.map((round) => percentile(round.latencies, part))));
  const server = cpu.length === 0 ? '' : `, ${number(median(cpu))} us of server CPU each`;
  return `${name}: ${number(median(perSecond(rounds)))} per second, p50 ${p(0.5)} ms, p99 ${p(0.99)} ms${server}`;
}

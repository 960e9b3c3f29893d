import { CURRENCY, HoldStore, OPENING, bulk, calmQueue, violations } from './books.ts';
import { type Variant, alternate, perSecond, median, ratio } from './measure.ts';
import { openProduct } from './product.ts';
import { type Report, number } from './report.ts';
import type { BenchDatabase, BenchServer } from './server.ts';
import { type Effort, settle } from './settlement.ts';

const LEGS = 5;
const CHUNK = 500_000;

/**
 * What a settlement costs in a journal of millions of entries, against one that holds only the opening balances. Two databases of one server, measured in turn.
 */
export async function benchGrowth(
  server: BenchServer,
  effort: Effort,
  report: Report,
  say: (line: string) => void,
): Promise<void> {
  const large = await server.copy('bench_large');
  await fillJournal(large, effort.entries, say);
  const variant = async (name: string, database: BenchDatabase): Promise<Variant & { close(): Promise<void> }> => {
    const product = await openProduct(database, 8);
    const holds = new HoldStore(database);
    return {
      name,
      clients: 8,
      prepare: async () => {
        await holds.fill('uniform', Math.ceil(4_000 * (effort.seconds + 1)));
        await calmQueue(database);
      },
      operation: () => settle(product, holds.take('uniform')),
      close: () => product.close(),
    };
  };
  const empty = await variant('empty journal', server.database);
  const full = await variant(`${number(effort.entries / 1e6)}M entries`, large);
  try {
    const results = await alternate(
      [empty, full],
      { rounds: effort.rounds * 2, seconds: effort.seconds, serverPid: server.pid },
      say,
    );
    const [a, b] = [results.get(empty.name)!, results.get(full.name)!];
    const throughput = ratio(perSecond(a), perSecond(b));
    const cpu = (rounds: typeof a): number[] => rounds.map((round) => round.serverCpuUs ?? Number.NaN);
    const hasCpu = !cpu([...a, ...b]).some(Number.isNaN);
    report.add({
      name: `cost of a settlement with ${(effort.entries / 1e6).toLocaleString('en-US')}M entries / empty journal`,
      goal: { at: 'most', value: 1.15, unit: '' },
      measured: hasCpu ? ratio(cpu(b), cpu(a)) : throughput,
      unit: '',
      note: `${hasCpu ? 'server CPU per settlement' : 'time per settlement'}, 8 clients, through the application${effort.entries < 1e7 ? '; the goal is for 10M entries' : ''}`,
    });
    report.fact(
      `settlement in an empty journal ${number(median(perSecond(a)))} per second, with ${(effort.entries / 1e6).toLocaleString('en-US')}M entries ${number(median(perSecond(b)))} per second (time ratio ${number(throughput)})${hasCpu ? `; server CPU ${number(median(cpu(a)))} and ${number(median(cpu(b)))} us` : ''}`,
    );
    // All of them would take minutes in a journal of this size.
    const broken = await violations(large, 3);
    if (broken.length > 0) throw new Error(`The large books are broken: ${broken.join('; ')}`);
  } finally {
    await Promise.all([empty.close(), full.close()]);
  }
}

/**
 * Fills the journal with settlements of the uniform licensees: set by set, indexes afterwards, chains of balances intact. Like a real journal it is ordered by
 * time, so the newest pages belong to all licensees.
 */
async function fillJournal(database: BenchDatabase, entries: number, say: (line: string) => void): Promise<void> {
  const { admin } = database;
  const settlements = Math.ceil(entries / LEGS);
  const indexes = await admin.query<{ name: string; definition: string; is_key: boolean; tbl: string }>(
    `select i.indexname as name, i.indexdef as definition, c.conname is not null as is_key, i.tablename as tbl from pg_indexes i
       left join pg_constraint c on c.conname = i.indexname and c.contype = 'p' and c.connamespace = 'app'::regnamespace
      where i.schemaname = 'app' and i.tablename in ('ledger_entry', 'ledger_transaction')`,
  );
  await bulk(admin, [
    ...indexes.rows.map(({ name, is_key, tbl }) =>
      is_key ? `alter table app.${tbl} drop constraint ${name} cascade` : `drop index app.${name}`,
    ),
    // Wallets take turns; each is always met by the same advisor, so that both chains can be counted.
    `create table bench.turn as select r.licensee_id, r.wallet_id, r.advisor_account_id, r.licensee_account_id, r.operator_account_id, r.tax_account_id,
            row_number() over (order by md5(r.wallet_id::text)) - 1 as i from bench.route r where grp = 'uniform'`,
    `alter table bench.turn add column place int, add column many int`,
    `update bench.turn t set place = x.place, many = x.many from (select i, row_number() over w - 1 as place, count(*) over (partition by advisor_account_id) as many
        from bench.turn window w as (partition by advisor_account_id order by i)) x where x.i = t.i`,
    `alter table bench.turn add primary key (i)`,
    `analyze bench.turn`,
  ]);
  const { rows } = await admin.query<{ n: string }>('select count(*) as n from bench.turn');
  const wallets = Number.parseInt(rows[0]!.n, 10);
  const rounds = Math.ceil(settlements / wallets); // whole turns, so that every chain has a known length
  const perStatement = Math.max(1, Math.floor(CHUNK / LEGS / wallets));
  for (let from = 0; from < rounds; from += perStatement) {
    const to = Math.min(rounds, from + perStatement);
    await bulk(admin, [
      `with s as materialized (select t.*, k, uuidv7() as id from generate_series(${from}, ${to - 1}) k cross join bench.turn t order by k, t.i),
            head as (insert into app.ledger_transaction (licensee_id, id, kind, currency, key, fingerprint, ref_id)
              select licensee_id, id, 'settlement', '${CURRENCY}', 'call:' || id, 1, id from s)
       insert into app.ledger_entry (licensee_id, transaction_id, leg, account_id, amount, seq, balance_after)
       select s.licensee_id, s.id, l.leg, l.account, l.amount, l.seq, l.balance from s cross join lateral (values
         (1::smallint, s.wallet_id, -900::bigint, s.k + 2, ${OPENING} - 900 * (s.k + 1)::bigint),
         (3::smallint, s.advisor_account_id, 480, s.k::bigint * s.many + s.place + 1, 480 * (s.k::bigint * s.many + s.place + 1)),
         (4::smallint, s.licensee_account_id, 160, null, null), (5::smallint, s.operator_account_id, 120, null, null), (6::smallint, s.tax_account_id, 140, null, null)
       ) l(leg, account, amount, seq, balance)`,
    ]);
    say(`journal filled: ${number((to * wallets * LEGS) / 1e6)}M entries`);
  }
  await bulk(admin, [
    `update app.ledger_account a set balance = a.balance - 900::bigint * ${rounds}, seq = a.seq + ${rounds} from bench.turn t where a.licensee_id = t.licensee_id and a.id = t.wallet_id`,
    `update app.ledger_account a set balance = 480::bigint * ${rounds} * x.many, seq = ${rounds}::bigint * x.many
       from (select licensee_id, advisor_account_id, max(many) as many from bench.turn group by 1, 2) x where a.licensee_id = x.licensee_id and a.id = x.advisor_account_id`,
    ...indexes.rows.map(({ definition }) => definition),
    ...indexes.rows
      .filter(({ is_key }) => is_key)
      .map(({ name, tbl }) => `alter table app.${tbl} add primary key using index ${name}`),
  ]);
  await admin.query('vacuum analyze');
  await admin.query('checkpoint');
  say('indexes are built');
}

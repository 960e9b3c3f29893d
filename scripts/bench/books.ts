import type { BenchDatabase } from './server.ts';

/** A hold that is ready to be settled, and where its money goes. */
export interface ReadyHold {
  readonly licenseeId: string;
  readonly holdId: string;
  readonly walletId: string;
  readonly advisorAccountId: string;
  readonly licenseeAccountId: string;
  readonly operatorAccountId: string;
  readonly taxAccountId: string;
}

/** `uniform`: many small licensees; `hot`: everything belongs to one. Both have the same number of wallets and advisors. */
export type Group = 'uniform' | 'hot';

export interface BooksSize {
  readonly licensees: number;
  /** In each group. */
  readonly wallets: number;
}

export const CURRENCY = 'EUR';
export const HELD = 1_000n;
export const PRICE = 900n;
export const SPLIT = { advisorMinor: 480n, licenseeMinor: 160n, operatorMinor: 120n, taxMinor: 140n };
/** What every wallet starts with. */
export const OPENING = 100_000_000;

/**
 * Licensees, people, accounts and opening balances, written set by set as superuser. The foreign keys are not asked (the data is made from itself); the
 * ledger's own check runs over the result at the end of the bench.
 */
export async function openBooks({ admin }: BenchDatabase, size: BooksSize): Promise<void> {
  await bulk(admin, [
    `create schema bench`,
    `create table bench.licensee (id uuid primary key, grp text not null, share int not null)`,
    `insert into bench.licensee select uuidv7(), 'uniform', ${Math.floor(size.wallets / size.licensees)} from generate_series(1, ${size.licensees})`,
    `insert into bench.licensee values (uuidv7(), 'hot', ${size.wallets})`,
    `insert into app.licensee (id, kind, slug, name, short_name, country, currency)
       select id, 'licensee', 'b' || row_number() over (), 'Bench', 'BENCH', 'DE', '${CURRENCY}' from bench.licensee`,
    `insert into app.ledger_account (licensee_id, id, kind, owner_id, currency)
       select l.id, gen_random_uuid(), k.kind, l.id, '${CURRENCY}' from bench.licensee l cross join
         (select unnest(enum_range('licensee_payable'::app.account_kind, 'suspense'::app.account_kind)) as kind) k`,
    `insert into app.person (licensee_id, id, role, email, password_hash, display_name)
       select l.id, uuidv7(), 'end_user', 'u' || n || '@bench.example', '-', 'User' from bench.licensee l cross join generate_series(1, l.share) n`,
    `insert into app.person (licensee_id, id, role, email, password_hash, display_name)
       select l.id, uuidv7(), 'advisor', 'a' || n || '@bench.example', '-', 'Advisor' from bench.licensee l cross join generate_series(1, greatest(1, l.share / 10)) n`,
    `insert into app.advisor (licensee_id, id, person_id, display_name) select licensee_id, uuidv7(), id, 'Advisor' from app.person where role = 'advisor'`,
    `insert into app.ledger_account (licensee_id, id, kind, owner_id, currency, balance, seq)
       select licensee_id, gen_random_uuid(), 'wallet', id, '${CURRENCY}', ${OPENING}, 1 from app.person where role = 'end_user'`,
    `insert into app.ledger_account (licensee_id, id, kind, owner_id, currency)
       select licensee_id, gen_random_uuid(), 'promo', id, '${CURRENCY}' from app.person where role = 'end_user'`,
    `insert into app.ledger_account (licensee_id, id, kind, owner_id, currency)
       select licensee_id, gen_random_uuid(), 'advisor_payable', id, '${CURRENCY}' from app.advisor`,
    `create table bench.opening as select a.licensee_id, a.id as account_id, uuidv7() as transaction_id, s.id as source_id
       from app.ledger_account a join app.ledger_account s on s.licensee_id = a.licensee_id and s.kind = 'stripe_balance' where a.kind = 'wallet'`,
    `insert into app.ledger_transaction (licensee_id, id, kind, currency, key, fingerprint)
       select licensee_id, transaction_id, 'top_up', '${CURRENCY}', 'opening:' || account_id, 0 from bench.opening`,
    `insert into app.ledger_entry (licensee_id, transaction_id, leg, account_id, amount, seq, balance_after)
       select licensee_id, transaction_id, 1, account_id, ${OPENING}, 1, ${OPENING} from bench.opening
       union all select licensee_id, transaction_id, 2, source_id, -${OPENING}, null, null from bench.opening`,
    `drop table bench.opening`,
    // What a settlement needs to know, once for every wallet; an advisor is met by many wallets, as in life.
    `create table bench.route as
       select l.grp, w.licensee_id, w.id as wallet_id, p.id as promo_id, w.owner_id as person_id, a.ids[1 + (random() * (cardinality(a.ids) - 1))::int] as advisor_account_id,
              h.licensee_account_id, h.operator_account_id, h.tax_account_id
         from bench.licensee l
         join app.ledger_account w on w.licensee_id = l.id and w.kind = 'wallet'
         join app.ledger_account p on p.licensee_id = l.id and p.kind = 'promo' and p.owner_id = w.owner_id
         join (select licensee_id, array_agg(id) as ids from app.ledger_account where kind = 'advisor_payable' group by 1) a on a.licensee_id = l.id
         join (select licensee_id, (array_agg(id) filter (where kind = 'licensee_payable'))[1] as licensee_account_id,
                      (array_agg(id) filter (where kind = 'platform_fee'))[1] as operator_account_id, (array_agg(id) filter (where kind = 'tax'))[1] as tax_account_id
                 from app.ledger_account group by 1) h on h.licensee_id = l.id`,
    `create index on bench.route (grp)`,
  ]);
  await fillQueue({ admin });
  await admin.query('vacuum analyze');
}

/**
 * A job queue as it is in a busy hour: 5,000 jobs wait and the planner knows it. In an empty queue the first plan of a session would read the whole table for
 * every job that is added later.
 */
async function fillQueue({ admin }: Pick<BenchDatabase, 'admin'>): Promise<void> {
  await admin.query(
    `select count(graphile_worker.add_job('bench.settled', '{}', run_at => now() + interval '1 year', job_key => 'waiting:' || n)) from generate_series(1, 5000) n`,
  );
  await calmQueue({ admin });
}

/** Takes the jobs of the last round away: no worker runs here. */
export async function calmQueue({ admin }: Pick<BenchDatabase, 'admin'>): Promise<void> {
  await admin.query('delete from graphile_worker._private_jobs where run_at <= now()');
  await admin.query('vacuum analyze graphile_worker._private_jobs');
}

/** Runs statements in one session without asking the foreign keys. */
export async function bulk(admin: BenchDatabase['admin'], statements: readonly string[]): Promise<void> {
  const client = await admin.connect();
  try {
    await client.query(`set session_replication_role = replica`);
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.query(`reset session_replication_role`);
    client.release();
  }
}

/** Holds that wait for their settlement; refilled between the rounds, never while a clock runs. */
export class HoldStore {
  private readonly ready = new Map<Group, ReadyHold[]>();
  private readonly database: BenchDatabase;

  constructor(database: BenchDatabase) {
    this.database = database;
  }

  /** Makes sure that at least `count` holds are ready, each on another wallet, in random order. */
  async fill(group: Group, count: number): Promise<void> {
    const ready = this.ready.get(group) ?? [];
    this.ready.set(group, ready);
    await calmQueue(this.database);
    while (ready.length < count) {
      const { rows } = await this.database.admin.query<ReadyHold>(
        `with picked as materialized (select *, uuidv7() as hold_id from bench.route where grp = $1 order by random() limit $2),
              placed as (insert into app.hold (licensee_id, id, person_id, currency, wallet_account_id, promo_account_id, paid_amount, promo_amount, expires_at)
                select licensee_id, hold_id, person_id, '${CURRENCY}', wallet_id, promo_id, ${HELD}, 0, now() + interval '3 days' from picked),
              held as (update app.ledger_account a set held = a.held + ${HELD} from picked p where a.licensee_id = p.licensee_id and a.id = p.wallet_id)
         select licensee_id as "licenseeId", hold_id as "holdId", wallet_id as "walletId", advisor_account_id as "advisorAccountId",
                licensee_account_id as "licenseeAccountId", operator_account_id as "operatorAccountId", tax_account_id as "taxAccountId" from picked`,
        [group, count],
      );
      ready.push(...rows);
    }
  }

  take(group: Group): ReadyHold {
    const hold = this.ready.get(group)?.pop();
    if (!hold) throw new Error('The bench ran out of holds: prepare more before the round');
    return hold;
  }
}

/** Broken invariants of the books of every licensee, or of the first few: a fast posting that is wrong is no result. */
export async function violations({ admin }: BenchDatabase, first?: number): Promise<string[]> {
  const client = await admin.connect();
  try {
    const { rows: licensees } = await client.query<{ id: string }>(
      'select id from bench.licensee order by id limit $1',
      [first ?? null],
    );
    const found: string[] = [];
    for (const { id } of licensees) {
      await client.query(`select set_config('app.licensee_id', $1, false)`, [id]);
      const { rows } = await client.query<{ rule: string; subject: string }>(
        'select rule, subject from app.ledger_violations() limit 5',
      );
      found.push(...rows.map(({ rule, subject }) => `${rule} ${subject}`));
    }
    return found;
  } finally {
    client.release();
  }
}

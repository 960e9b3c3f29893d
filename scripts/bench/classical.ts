import { randomUUID } from 'node:crypto';
import { DataSource, EntitySchema, In } from 'typeorm';
import { type Group, PRICE, type ReadyHold, SPLIT } from './books.ts';
import type { BenchDatabase } from './server.ts';

interface Row {
  licenseeId: string;
  id: string;
}
interface Account extends Row {
  kind: string;
  balance: string;
  held: string;
}
interface Hold extends Row {
  walletAccountId: string;
  amount: string;
  status: string;
}
interface Transaction extends Row {
  kind: string;
  key: string;
  createdAt: Date;
}
interface Entry extends Row {
  transactionId: string;
  accountId: string;
  amount: string;
}
interface Job extends Row {
  body: object;
}

const id = {
  licenseeId: { type: 'uuid', name: 'licensee_id', primary: true },
  id: { type: 'uuid', primary: true },
} as const;
const entity = <T extends Row>(name: string, columns: object): EntitySchema<T> =>
  new EntitySchema<T>({ name, schema: 'bench', columns: { ...id, ...columns } });
const ACCOUNT = entity<Account>('account', {
  kind: { type: 'text' },
  balance: { type: 'bigint' },
  held: { type: 'bigint' },
});
const HOLD = entity<Hold>('hold', {
  walletAccountId: { type: 'uuid', name: 'wallet_account_id' },
  amount: { type: 'bigint' },
  status: { type: 'text' },
});
const TRANSACTION = entity<Transaction>('transaction', {
  kind: { type: 'text' },
  key: { type: 'text' },
  createdAt: { type: 'timestamptz', name: 'created_at' },
});
const ENTRY = entity<Entry>('entry', {
  transactionId: { type: 'uuid', name: 'transaction_id' },
  accountId: { type: 'uuid', name: 'account_id' },
  amount: { type: 'bigint' },
});
const JOB = entity<Job>('job', { body: { type: 'jsonb' } });

/**
 * The same settlement as most services write it: entities, all five accounts locked and updated, house accounts too. It is spared what the product does on
 * top: tenant setting, row-level security, running balance per entry, foreign keys.
 */
export class Classical {
  private readonly source: DataSource;
  private readonly ready = new Map<Group, ReadyHold[]>();
  private readonly database: BenchDatabase;

  private constructor(database: BenchDatabase, source: DataSource) {
    this.database = database;
    this.source = source;
  }

  static async open(database: BenchDatabase, clients: number): Promise<Classical> {
    await database.admin.query(`
      create table bench.account as select licensee_id, id, kind::text as kind, balance, 0::bigint as held from app.ledger_account;
      alter table bench.account set (fillfactor = 70), add primary key (licensee_id, id), alter balance set not null, alter held set not null,
        add check (held >= 0), add check (balance >= held or kind not in ('wallet', 'promo', 'advisor_payable'));
      create table bench.hold (licensee_id uuid not null, id uuid not null, wallet_account_id uuid not null, amount bigint not null, status text not null,
        primary key (licensee_id, id)) with (fillfactor = 70);
      create table bench.transaction (licensee_id uuid not null, id uuid not null, kind text not null, key text not null collate "C", created_at timestamptz not null,
        primary key (licensee_id, id), unique (licensee_id, key));
      create table bench.entry (licensee_id uuid not null, id uuid not null, transaction_id uuid not null, account_id uuid not null, amount bigint not null check (amount <> 0),
        primary key (licensee_id, id));
      create index on bench.entry (licensee_id, account_id);
      create table bench.job (licensee_id uuid not null, id uuid not null, body jsonb not null, primary key (licensee_id, id))`);
    const source = new DataSource({
      type: 'postgres',
      url: database.adminUrl,
      poolSize: clients,
      entities: [ACCOUNT, HOLD, TRANSACTION, ENTRY, JOB],
    });
    return new Classical(database, await source.initialize());
  }

  async fill(group: Group, count: number): Promise<void> {
    const ready = this.ready.get(group) ?? [];
    this.ready.set(group, ready);
    if (ready.length >= count) return;
    const { rows } = await this.database.admin.query<ReadyHold>(
      `with picked as materialized (select *, uuidv7() as hold_id from bench.route where grp = $1 order by random() limit $2),
            placed as (insert into bench.hold select licensee_id, hold_id, wallet_id, 1000, 'pending' from picked),
            held as (update bench.account a set held = a.held + 1000 from picked p where a.licensee_id = p.licensee_id and a.id = p.wallet_id)
       select licensee_id as "licenseeId", hold_id as "holdId", wallet_id as "walletId", advisor_account_id as "advisorAccountId",
              licensee_account_id as "licenseeAccountId", operator_account_id as "operatorAccountId", tax_account_id as "taxAccountId" from picked`,
      [group, count],
    );
    ready.push(...rows);
  }

  async settle(group: Group): Promise<void> {
    const hold = this.ready.get(group)?.pop();
    if (!hold) throw new Error('The bench ran out of classical holds');
    const { licenseeId } = hold;
    const parts: readonly (readonly [string, bigint])[] = [
      [hold.walletId, -PRICE],
      [hold.advisorAccountId, SPLIT.advisorMinor],
      [hold.licenseeAccountId, SPLIT.licenseeMinor],
      [hold.operatorAccountId, SPLIT.operatorMinor],
      [hold.taxAccountId, SPLIT.taxMinor],
    ];
    await this.source.transaction(async (tx) => {
      const row = await tx.findOneOrFail(HOLD, {
        where: { licenseeId, id: hold.holdId },
        lock: { mode: 'pessimistic_write' },
      });
      if (row.status !== 'pending') throw new Error('closed');
      const accounts = await tx.find(ACCOUNT, {
        where: { licenseeId, id: In(parts.map(([account]) => account)) },
        order: { id: 'ASC' },
        lock: { mode: 'pessimistic_write' },
      });
      const transactionId = randomUUID();
      await tx.save(TRANSACTION, {
        licenseeId,
        id: transactionId,
        kind: 'settlement',
        key: `call:${hold.holdId}`,
        createdAt: new Date(),
      });
      for (const account of accounts) {
        const [, amount] = parts.find(([one]) => one === account.id)!;
        account.balance = (BigInt(account.balance) + amount).toString();
        if (account.id === hold.walletId) account.held = (BigInt(account.held) - BigInt(row.amount)).toString();
      }
      await tx.save(ACCOUNT, accounts);
      await tx.save(
        ENTRY,
        parts.map(([accountId, amount]) => ({
          licenseeId,
          id: randomUUID(),
          transactionId,
          accountId,
          amount: amount.toString(),
        })),
      );
      row.status = 'posted';
      await tx.save(HOLD, row);
      await tx.save(JOB, { licenseeId, id: randomUUID(), body: { task: 'bench', holdId: hold.holdId } });
    });
  }

  async close(): Promise<void> {
    await this.source.destroy();
  }
}

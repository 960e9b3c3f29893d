import { NotFound, type Tx, parseId, rowsOf } from '@app/kernel';
import type { LedgerFilter } from './ledger-explorer.dto.js';
import type { AccountKind, TransactionKind } from './ledger-kinds.js';

/** An entry with its transaction, its account and the account's owner as they are now. */
export interface EntryRow {
  id: string;
  kind: TransactionKind;
  currency: string;
  key: string;
  ref_id: string | null;
  reverses_id: string | null;
  created_at: Date;
  created_us: bigint;
  refund_id: string | null;
  account_id: string;
  account_kind: AccountKind;
  amount: bigint;
  balance_after: bigint | null;
  owner_person_id: string | null;
  owner_name: string | null;
}

/** Where a page goes on: posting time in microseconds, which a Date cannot carry, and id. */
export interface Position {
  readonly us: string;
  readonly id: string;
}

interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Transactions that fit, newest first, by `ledger_transaction_time`, or by an id of theirs. The tenant is `$1`. */
export function transactionsStatement(
  licenseeId: string,
  filter: Pick<LedgerFilter, 'kind' | 'accountKind' | 'from' | 'to'>,
  found: Found | undefined,
  accounts: readonly string[] | undefined,
  before: Position | undefined,
  limit: number,
): Statement {
  const values: unknown[] = [licenseeId];
  const $ = (value: unknown): string => `$${values.push(value)}`;
  const where = ['t.licensee_id = $1'];
  if (filter.kind !== undefined) where.push(`t.kind = ${$(filter.kind)}`);
  if (filter.from !== undefined) where.push(`t.created_at >= ${$(filter.from)}`);
  if (filter.to !== undefined) where.push(`t.created_at < ${$(filter.to)}`);
  if (filter.accountKind !== undefined)
    where.push(`exists (select 1 from app.ledger_entry e join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
      where e.licensee_id = t.licensee_id and e.transaction_id = t.id and a.kind = ${$(filter.accountKind)})`);
  for (const ids of [accounts, found?.accounts])
    if (ids !== undefined)
      where.push(
        `t.id in (select e.transaction_id from app.ledger_entry e where e.licensee_id = $1 and e.account_id = any (${$(ids)}))`,
      );
  if (found?.transactions !== undefined) where.push(`t.id = any (${$(found.transactions)})`);
  if (found?.ref !== undefined) where.push(`t.ref_id = ${$(found.ref)}`);
  if (before !== undefined)
    where.push(
      `(t.created_at, t.id) < ('epoch'::timestamptz + ${$(before.us)}::bigint * interval '1 microsecond', ${$(before.id)}::uuid)`,
    );
  const sql = `select t.* from app.ledger_transaction t where ${where.join(' and ')} order by t.created_at desc, t.id desc limit ${$(limit)}`;
  return { sql, values };
}

/** The entries of the transactions of a statement, in its order. */
export function entriesOf(tx: Tx, { sql, values }: Statement, limit: number | null = null): Promise<EntryRow[]> {
  return rowsOf<EntryRow>(
    tx,
    `with t as materialized (${sql})
     select t.id, t.kind, t.currency, t.key, t.ref_id, t.reverses_id, t.created_at, (extract(epoch from t.created_at) * 1000000)::bigint as created_us,
            r.id as refund_id, e.account_id, a.kind as account_kind, e.amount, e.balance_after, p.id as owner_person_id, p.display_name as owner_name
       from t
       join app.ledger_entry e on e.licensee_id = t.licensee_id and e.transaction_id = t.id
       join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
       left join app.refund r on t.kind = 'call_refund' and r.licensee_id = t.licensee_id and r.transaction_id = t.id
       left join app.advisor d on d.licensee_id = a.licensee_id and d.id = a.advisor_id
       left join app.person p on p.licensee_id = a.licensee_id and p.id = coalesce(a.person_id, d.person_id)
      order by t.created_at desc, t.id desc, e.leg limit ${limit === null ? 'all' : `$${values.length + 1}`}`,
    limit === null ? [...values] : [...values, limit],
  );
}

/** What an id leads to. */
export interface Found {
  readonly transactions?: readonly string[];
  readonly ref?: string;
  readonly accounts?: readonly string[];
}

/** The transactions behind any id that staff may hold in their hands [L8.3]. Undefined = nothing has this id. */
export async function find(tx: Tx, text: string): Promise<Found | undefined> {
  const q = text.trim();
  const transaction = parseId('transaction', q);
  if (transaction !== undefined) return { transactions: [transaction] };
  const ref = parseId('call', q) ?? parseId('topUp', q) ?? parseId('booking', q);
  if (ref !== undefined) return { ref };
  const account = parseId('account', q);
  if (account !== undefined) return { accounts: [account] };
  const person = parseId('person', q);
  if (person !== undefined) return { accounts: await accountsOf(tx, person) };
  const advisor = parseId('advisor', q);
  if (advisor !== undefined) return { accounts: await ids(tx, `app.ledger_account where advisor_id = $2`, advisor) };
  const refund = parseId('refund', q);
  if (refund !== undefined)
    return { transactions: await ids(tx, `app.refund where id = $2`, refund, 'transaction_id') };
  const credit = parseId('credit', q);
  if (credit !== undefined)
    return { transactions: await ids(tx, `app.credit where id = $2`, credit, 'transaction_id') };
  if (/^pi_\w{1,250}$/.test(q)) {
    const [topUp] = await ids(tx, `app.top_up where payment_intent_id = $2`, q);
    return topUp === undefined ? undefined : { ref: topUp };
  }
  return undefined;
}

/** Accounts of a person: wallet, promo credit, and what they earned as an advisor. @throws NotFound */
export async function accountsOfPerson(tx: Tx, personId: string): Promise<string[]> {
  if ((await ids(tx, 'app.person where id = $2', personId)).length === 0) throw new NotFound();
  return accountsOf(tx, personId);
}

const accountsOf = (tx: Tx, personId: string): Promise<string[]> =>
  ids(
    tx,
    `app.ledger_account where (person_id = $2 or advisor_id in (select d.id from app.advisor d where d.licensee_id = $1 and d.person_id = $2))`,
    personId,
  );

async function ids(tx: Tx, from: string, value: string, column = 'id'): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(tx, `select ${column} as id from ${from} and licensee_id = $1`, [
    tx.ctx.licenseeId,
    value,
  ]);
  return rows.map(({ id }) => id);
}

export interface AccountRow {
  id: string;
  kind: AccountKind;
  currency: string;
  balance: string;
  held: bigint;
  guarded: boolean;
  owner_person_id: string | null;
  owner_name: string | null;
}

/** @throws NotFound */
export async function accountRow(tx: Tx, id: string): Promise<AccountRow> {
  const [row] = await rowsOf<AccountRow>(
    tx,
    `select a.id, a.kind, a.currency, a.held, a.kind <= 'advisor_payable' as guarded, p.id as owner_person_id, p.display_name as owner_name,
            case when a.kind <= 'advisor_payable' then a.balance else app.house_balance(a.id) end as balance
       from app.ledger_account a
       left join app.advisor d on d.licensee_id = a.licensee_id and d.id = a.advisor_id
       left join app.person p on p.licensee_id = a.licensee_id and p.id = coalesce(a.person_id, d.person_id)
      where a.licensee_id = $1 and a.id = $2`,
    [tx.ctx.licenseeId, id],
  );
  if (!row) throw new NotFound();
  return row;
}

export interface AccountTotalRow {
  kind: AccountKind;
  currency: string;
  accounts: bigint;
  total: string;
  held: string;
  account_id: string | null;
}

/** Totals per kind and currency; a kind without accounts has a row of zeros in the licensee's currency. */
export function accountTotals(tx: Tx, kind: AccountKind | undefined): Promise<AccountTotalRow[]> {
  return rowsOf<AccountTotalRow>(
    tx,
    `select k.kind, coalesce(a.currency, l.currency) as currency, count(a.id) as accounts, coalesce(sum(a.held), 0)::text as held,
            coalesce(sum(case when a.kind <= 'advisor_payable' then a.balance else app.house_balance(a.id) end), 0)::text as total,
            case when count(a.id) = 1 then (array_agg(a.id))[1] end as account_id
       from unnest(enum_range(null::app.account_kind)) k(kind)
       join app.licensee l on l.id = $1
       left join app.ledger_account a on a.licensee_id = $1 and a.kind = k.kind
      where $2::app.account_kind is null or k.kind = $2
      group by k.kind, coalesce(a.currency, l.currency) order by k.kind, 2`,
    [tx.ctx.licenseeId, kind ?? null],
  );
}

export interface AccountEntryRow {
  transaction_id: string;
  leg: number;
  kind: TransactionKind;
  amount: bigint;
  balance_after: string | bigint;
  created_at: Date;
  created_us: bigint;
  seq: bigint | null;
}

/** Entries of an account with a running balance, newest first, after the position. */
export function guardedEntries(
  tx: Tx,
  accountId: string,
  seq: string | undefined,
  limit: number,
): Promise<AccountEntryRow[]> {
  return rowsOf<AccountEntryRow>(
    tx,
    `select e.transaction_id, e.leg, t.kind, e.amount, e.balance_after, e.created_at, 0::bigint as created_us, e.seq
       from app.ledger_entry e join app.ledger_transaction t on t.licensee_id = e.licensee_id and t.id = e.transaction_id
      where e.licensee_id = $1 and e.account_id = $2 and e.seq is not null and ($3::bigint is null or e.seq < $3)
      order by e.seq desc limit $4`,
    [tx.ctx.licenseeId, accountId, seq ?? null, limit],
  );
}

export interface HousePosition extends Position {
  readonly leg: string;
}

/**
 * The same for an account of the house, which keeps no balance: that of the newest line is the last snapshot before it and the entries since, those of the
 * others follow from it.
 */
export function houseEntries(
  tx: Tx,
  accountId: string,
  before: HousePosition | undefined,
  limit: number,
): Promise<AccountEntryRow[]> {
  return rowsOf<AccountEntryRow>(
    tx,
    `with line as materialized (
       select e.transaction_id, e.leg, e.amount, e.created_at from app.ledger_entry e
        where e.licensee_id = $1 and e.account_id = $2 and e.seq is null
          and ($3::bigint is null or (e.created_at, e.transaction_id, e.leg) < ('epoch'::timestamptz + $3 * interval '1 microsecond', $4::uuid, $5::smallint))
        order by e.created_at desc, e.transaction_id desc, e.leg desc limit $6
     ), newest as (
       select * from line order by created_at desc, transaction_id desc, leg desc limit 1
     ), snapshot as (
       select s.until, s.balance from app.house_snapshot s join newest n on s.until <= n.created_at
        where s.licensee_id = $1 and s.account_id = $2 order by s.until desc limit 1
     ), top as (
       select coalesce((select balance from snapshot), 0) + coalesce(sum(e.amount), 0) as balance
         from newest n join app.ledger_entry e on e.licensee_id = $1 and e.account_id = $2 and e.seq is null
          and e.created_at >= coalesce((select until from snapshot), '-infinity')
          and (e.created_at, e.transaction_id, e.leg) <= (n.created_at, n.transaction_id, n.leg)
     )
     select l.transaction_id, l.leg, t.kind, l.amount, l.created_at, (extract(epoch from l.created_at) * 1000000)::bigint as created_us, null::bigint as seq,
            ((select balance from top) - coalesce(sum(l.amount) over (order by l.created_at desc, l.transaction_id desc, l.leg desc
               rows between unbounded preceding and 1 preceding), 0))::text as balance_after
       from line l join app.ledger_transaction t on t.licensee_id = $1 and t.id = l.transaction_id
      order by l.created_at desc, l.transaction_id desc, l.leg desc`,
    [tx.ctx.licenseeId, accountId, before?.us ?? null, before?.id ?? null, before?.leg ?? null, limit],
  );
}

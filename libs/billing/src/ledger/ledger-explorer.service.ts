import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type IdKind,
  MAX_ROWS,
  NotFound,
  type Page,
  type PageQuery,
  type Tx,
  UUID_PATTERN,
  assertFits,
  csvOf,
  cursorPosition,
  page,
  publicId,
  recordAudit,
  toJsonMinor,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import type {
  AccountEntryView,
  AccountTotalView,
  AccountsQuery,
  LedgerAccountView,
  LedgerEntryView,
  LedgerExport,
  LedgerExportView,
  LedgerFilter,
  LedgerLineView,
  LedgerTransactionView,
  OwnerView,
  ReferenceKind,
} from './ledger-explorer.dto.js';
import {
  type AccountEntryRow,
  type EntryRow,
  type Position,
  accountRow,
  accountTotals,
  accountsOfPerson,
  entriesOf,
  find,
  guardedEntries,
  houseEntries,
  transactionsStatement,
} from './ledger-explorer.queries.js';
import type { AccountKind } from './ledger-kinds.js';

const MICROSECONDS = /^\d{1,16}$/;
const SMALL = /^\d{1,4}$/;

/** The books as staff read them. Nothing here writes: corrections are postings of their own [L8.4]. */
@Injectable()
export class LedgerExplorerService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
  ) {}

  /** Transactions with their entries, newest first [L8]. @throws NotFound when the person of the filter is nobody of ours. */
  async list(ctx: Context, filter: LedgerFilter): Promise<Page<LedgerTransactionView>> {
    const before = cursorPosition(filter.cursor, [MICROSECONDS, UUID_PATTERN]);
    return this.db.read(ctx, async (tx) => {
      const rows = await this.entries(
        tx,
        filter,
        before && { us: before[0]!, id: before[1]! },
        filter.limit + 1,
        undefined,
      );
      const owner = await this.owners(tx);
      return page(
        transactions(rows),
        filter.limit,
        ([first]) => [String(first!.created_us), first!.id],
        (entries) => view(entries, owner),
      );
    });
  }

  /** @throws NotFound */
  async show(ctx: Context, id: string): Promise<LedgerTransactionView> {
    return this.db.read(ctx, async (tx) => {
      const statement = transactionsStatement(ctx.licenseeId, {}, { transactions: [id] }, undefined, undefined, 1);
      const rows = await entriesOf(tx, statement);
      if (rows.length === 0) throw new NotFound();
      return view(rows, await this.owners(tx));
    });
  }

  /**
   * One line per entry, at most 100,000; who took them is in the audit log.
   * @throws ExportTooLarge as CSV, which has no room to say that there is more
   */
  async export(ctx: Context, filter: LedgerExport): Promise<LedgerExportView> {
    return this.db.transaction(ctx, async (tx) => {
      const rows = await this.entries(tx, filter, undefined, MAX_ROWS + 1, MAX_ROWS + 1);
      // Before the log: what was refused has not been taken.
      if (filter.format === 'csv') assertFits(rows);
      const owner = await this.owners(tx);
      const { kind, accountKind, personId, q, from, to, format } = filter;
      await recordAudit(tx, {
        action: 'ledger.exported',
        after: {
          lines: Math.min(rows.length, MAX_ROWS),
          format,
          filter: {
            kind,
            accountKind,
            personId: personId && publicId('person', personId),
            q,
            from: from,
            to: to,
          },
        },
      });
      return {
        object: 'list',
        data: rows.slice(0, MAX_ROWS).map((row) => line(row, owner)),
        has_more: rows.length > MAX_ROWS,
        next_cursor: null,
      };
    });
  }

  /** {@link export} as CSV. @throws ExportTooLarge */
  async exportCsv(ctx: Context, filter: LedgerExport): Promise<string> {
    const { data } = await this.export(ctx, filter);
    return csvOf(
      COLUMNS,
      data.map((one) => [
        one.postedAt,
        one.transactionId,
        one.kind,
        one.refKind,
        one.refId,
        one.accountId,
        one.accountKind,
        one.owner.kind,
        one.owner.id,
        one.owner.name,
        one.amountMinor,
        one.balanceAfterMinor,
        one.currency,
      ]),
    );
  }

  /** What the accounts of each kind hold together. */
  async accounts(ctx: Context, { kind }: AccountsQuery): Promise<Page<AccountTotalView>> {
    return this.db.read(ctx, async (tx) => {
      const rows = await accountTotals(tx, kind);
      return page(
        rows,
        rows.length,
        () => [],
        (row) => ({
          kind: row.kind,
          currency: row.currency,
          accounts: toJsonMinor(row.accounts),
          totalMinor: toJsonMinor(BigInt(row.total)),
          heldMinor: toJsonMinor(BigInt(row.held)),
          accountId: row.account_id === null ? null : publicId('account', row.account_id),
        }),
      );
    });
  }

  /** @throws NotFound */
  async account(ctx: Context, id: string): Promise<LedgerAccountView> {
    return this.db.read(ctx, async (tx) => {
      const row = await accountRow(tx, id);
      const owner = await this.owners(tx);
      return {
        id: publicId('account', row.id),
        kind: row.kind,
        owner: owner(row.kind, row.owner_person_id, row.owner_name),
        currency: row.currency,
        balanceMinor: toJsonMinor(BigInt(row.balance)),
        heldMinor: toJsonMinor(row.held),
      };
    });
  }

  /** Entries of one account with a running balance, newest first [L8.2]. @throws NotFound */
  async accountEntries(ctx: Context, id: string, query: PageQuery): Promise<Page<AccountEntryView>> {
    return this.db.read(ctx, async (tx) => {
      const { guarded } = await accountRow(tx, id);
      if (guarded) {
        const seq = cursorPosition(query.cursor, [/^\d{1,18}$/])?.[0];
        const rows = await guardedEntries(tx, id, seq, query.limit + 1);
        return page(rows, query.limit, (row) => [String(row.seq)], entryView);
      }
      const at = cursorPosition(query.cursor, [MICROSECONDS, UUID_PATTERN, SMALL]);
      const rows = await houseEntries(tx, id, at && { us: at[0]!, id: at[1]!, leg: at[2]! }, query.limit + 1);
      return page(rows, query.limit, (row) => [String(row.created_us), row.transaction_id, String(row.leg)], entryView);
    });
  }

  private async entries(
    tx: Tx,
    filter: Omit<LedgerFilter, 'limit' | 'cursor'>,
    before: Position | undefined,
    limit: number,
    lines: number | undefined,
  ): Promise<EntryRow[]> {
    const accounts = filter.personId === undefined ? undefined : await accountsOfPerson(tx, filter.personId);
    const found = filter.q === undefined ? undefined : await find(tx, filter.q);
    if (filter.q !== undefined && found === undefined) return [];
    return entriesOf(tx, transactionsStatement(tx.ctx.licenseeId, filter, found, accounts, before, limit), lines);
  }

  /** Whose an account is: names are read now, so that an erased person has none here either. */
  private async owners(tx: Tx): Promise<OwnerOf> {
    const { id, name } = await this.licensees.licenseeOf(tx);
    return (kind, personId, personName) => {
      if (kind === 'wallet' || kind === 'promo' || kind === 'advisor_payable')
        return { kind: 'person', id: personId === null ? null : publicId('person', personId), name: personName };
      if (kind === 'licensee_payable') return { kind: 'licensee', id: publicId('licensee', id), name };
      return { kind: kind === 'platform_fee' ? 'operator' : 'house', id: null, name: null };
    };
  }
}

type OwnerOf = (kind: AccountKind, personId: string | null, personName: string | null) => OwnerView;

const COLUMNS = [
  'time',
  'transaction',
  'kind',
  'ref_kind',
  'ref',
  'account',
  'account_kind',
  'owner_kind',
  'owner',
  'owner_name',
  'amount_minor',
  'balance_after_minor',
  'currency',
];

/** Rows of one transaction follow each other. */
function transactions(rows: readonly EntryRow[]): EntryRow[][] {
  const found = new Map<string, EntryRow[]>();
  for (const row of rows) {
    const entries = found.get(row.id);
    if (entries) entries.push(row);
    else found.set(row.id, [row]);
  }
  return [...found.values()];
}

function reference(row: EntryRow): { refKind: ReferenceKind | null; refId: string | null } {
  const to = (refKind: ReferenceKind, kind: IdKind, id: string) => ({ refKind, refId: publicId(kind, id) });
  if (row.refund_id !== null) return to('refund', 'refund', row.refund_id);
  if (row.ref_id !== null) {
    if (row.kind === 'settlement' || row.kind === 'call_refund' || row.kind === 'free_time')
      return to('call', 'call', row.ref_id);
    if (row.kind === 'promo_cost' && row.reverses_id !== null) return to('call', 'call', row.ref_id);
    if (row.kind === 'booking_fee') return to('booking', 'booking', row.ref_id);
    if (row.kind === 'top_up') return to('top_up', 'topUp', row.ref_id);
    if (row.kind === 'promo_grant' || row.kind === 'promo_expiry') return to('person', 'person', row.ref_id);
  }
  return { refKind: null, refId: null };
}

const entry = (row: EntryRow, owner: OwnerOf): LedgerEntryView => ({
  accountId: publicId('account', row.account_id),
  accountKind: row.account_kind,
  owner: owner(row.account_kind, row.owner_person_id, row.owner_name),
  amountMinor: toJsonMinor(row.amount),
  balanceAfterMinor: row.balance_after === null ? null : toJsonMinor(row.balance_after),
});

const line = (row: EntryRow, owner: OwnerOf): LedgerLineView => ({
  transactionId: publicId('transaction', row.id),
  kind: row.kind,
  currency: row.currency,
  postedAt: row.created_at.toISOString(),
  ...reference(row),
  ...entry(row, owner),
});

function view(rows: readonly EntryRow[], owner: OwnerOf): LedgerTransactionView {
  const first = rows[0]!;
  const ofCall = (first.kind === 'settlement' || first.kind === 'call_refund') && first.ref_id !== null;
  return {
    id: publicId('transaction', first.id),
    kind: first.kind,
    currency: first.currency,
    postedAt: first.created_at.toISOString(),
    key: first.key,
    ...reference(first),
    callId: ofCall ? publicId('call', first.ref_id!) : null,
    reversesId: first.reverses_id === null ? null : publicId('transaction', first.reverses_id),
    entries: rows.map((row) => entry(row, owner)),
    sumMinor: toJsonMinor(rows.reduce((sum, row) => sum + row.amount, 0n)),
  };
}

const entryView = (row: AccountEntryRow): AccountEntryView => ({
  transactionId: publicId('transaction', row.transaction_id),
  kind: row.kind,
  amountMinor: toJsonMinor(row.amount),
  balanceAfterMinor: toJsonMinor(BigInt(row.balance_after)),
  postedAt: row.created_at.toISOString(),
});

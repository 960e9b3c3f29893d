import { type IdKind, publicId, toJsonMinor } from '@app/kernel';
import type { ExportName } from './ending-exports.dto.js';

/** A file: its columns in their order, and how one step of it is read. */
interface ExportKind {
  readonly columns: readonly string[];
  /** $1 licensee, $2 and $3 key of the last row before (`k1`, `k2` of each row), $4 how many. */
  readonly sql: string;
  /** A row as it is written: public ids, times as ISO 8601, amounts as numbers in minor units. */
  readonly shown: (row: Row) => Row;
}

type Row = Record<string, unknown>;

const at = (value: unknown): string | null => (value instanceof Date ? value.toISOString() : null);
const minor = (value: unknown): number | null => (value === null ? null : toJsonMinor(value as bigint));
const id = (kind: IdKind, value: unknown): string | null => (value === null ? null : publicId(kind, value as string));

const OWNERS: Readonly<Record<string, IdKind>> = {
  wallet: 'person',
  promo: 'person',
  wallet_frozen: 'person',
  advisor_payable: 'advisor',
  advisor_reserve: 'advisor',
};

export const EXPORTS: Readonly<Record<ExportName, ExportKind>> = {
  ledger: {
    columns: [
      'transactionId',
      'postedAt',
      'kind',
      'refId',
      'reversesId',
      'leg',
      'accountId',
      'account',
      'ownerId',
      'amountMinor',
      'currency',
      'balanceAfterMinor',
    ],
    // The limit is one of transactions, so that none is cut in two.
    sql: `with t as materialized (
            select * from app.ledger_transaction
             where licensee_id = $1 and ($2::text is null or (created_at, id) > ($2::timestamptz, $3::uuid))
             order by created_at, id limit $4)
          select t.created_at::text as k1, t.id::text as k2, t.id, t.created_at, t.kind, t.ref_id, t.reverses_id, t.currency,
                 e.leg, e.account_id, a.kind::text as account, a.owner_id, e.amount, e.balance_after
            from t
            join app.ledger_entry e on e.licensee_id = t.licensee_id and e.transaction_id = t.id
            join app.ledger_account a on a.licensee_id = e.licensee_id and a.id = e.account_id
           order by t.created_at, t.id, e.leg`,
    shown: (row) => ({
      transactionId: id('transaction', row['id']),
      postedAt: at(row['created_at']),
      kind: row['kind'],
      refId: row['ref_id'],
      reversesId: id('transaction', row['reverses_id']),
      leg: row['leg'],
      accountId: id('account', row['account_id']),
      account: row['account'],
      ownerId: ownerOf(row),
      amountMinor: minor(row['amount']),
      currency: row['currency'],
      balanceAfterMinor: minor(row['balance_after']),
    }),
  },
  wallets: {
    columns: ['personId', 'name', 'email', 'kind', 'balanceMinor', 'currency'],
    sql: `select a.id::text as k1, null as k2, a.owner_id, p.display_name, p.email, a.kind::text as kind, a.balance, a.currency
            from app.ledger_account a join app.person p on p.licensee_id = a.licensee_id and p.id = a.owner_id
           where a.licensee_id = $1 and a.kind in ('wallet', 'promo', 'wallet_frozen') and a.balance <> 0
             and ($2::uuid is null or a.id > $2::uuid) and $3::text is null
           order by a.id limit $4`,
    shown: (row) => ({
      personId: id('person', row['owner_id']),
      name: row['display_name'],
      email: row['email'],
      kind: row['kind'],
      balanceMinor: minor(row['balance']),
      currency: row['currency'],
    }),
  },
  payouts: {
    columns: [
      'id',
      'party',
      'partyId',
      'amountMinor',
      'taxMinor',
      'returnedMinor',
      'currency',
      'cause',
      'status',
      'failureCode',
      'stripeTransferId',
      'stripePayoutId',
      'transactionId',
      'arrivesOn',
      'createdAt',
      'closedAt',
    ],
    sql: `select id::text as k1, null as k2, p.*, p.arrives_on::text as arrives
            from app.payout p where p.licensee_id = $1 and ($2::uuid is null or p.id > $2::uuid) and $3::text is null order by p.id limit $4`,
    shown: (row) => ({
      id: id('payout', row['id']),
      party: row['party'],
      partyId: id(row['party'] as 'advisor' | 'licensee', row['party_id']),
      amountMinor: minor(row['amount']),
      taxMinor: minor(row['tax_amount']),
      returnedMinor: minor(row['returned_amount']),
      currency: row['currency'],
      cause: row['cause'],
      status: row['status'],
      failureCode: row['failure_code'],
      stripeTransferId: row['transfer_id'],
      stripePayoutId: row['stripe_payout_id'],
      transactionId: id('transaction', row['transaction_id']),
      arrivesOn: row['arrives'],
      createdAt: at(row['created_at']),
      closedAt: at(row['closed_at']),
    }),
  },
  'licence-invoices': {
    columns: [
      'id',
      'number',
      'period',
      'status',
      'netMinor',
      'taxMinor',
      'totalMinor',
      'paidMinor',
      'creditedMinor',
      'currency',
      'issuedAt',
      'dueAt',
      'sha256',
      'documentPath',
    ],
    sql: `select i.id::text as k1, null as k2, i.* from app.licence_invoice i
           where i.licensee_id = $1 and ($2::uuid is null or i.id > $2::uuid) and $3::text is null order by i.id limit $4`,
    shown: (row) => ({
      id: id('licenceInvoice', row['id']),
      number: row['number'],
      period: row['period'],
      status: row['status'],
      netMinor: minor(row['net']),
      taxMinor: minor(row['tax']),
      totalMinor: minor(row['total']),
      paidMinor: minor(row['paid']),
      creditedMinor: minor(row['credited']),
      currency: row['currency'],
      issuedAt: at(row['issued_at']),
      dueAt: at(row['due_at']),
      sha256: hex(row['sha256']),
      documentPath: `/v1/staff/licence/invoices/${publicId('licenceInvoice', row['id'] as string)}/pdf`,
    }),
  },
  'licence-credit-notes': {
    columns: [
      'id',
      'number',
      'invoiceId',
      'netMinor',
      'taxMinor',
      'totalMinor',
      'currency',
      'reason',
      'issuedAt',
      'sha256',
      'documentPath',
    ],
    sql: `select n.id::text as k1, null as k2, n.*, i.currency from app.licence_credit_note n
            join app.licence_invoice i on i.licensee_id = n.licensee_id and i.id = n.invoice_id
           where n.licensee_id = $1 and ($2::uuid is null or n.id > $2::uuid) and $3::text is null order by n.id limit $4`,
    shown: (row) => ({
      id: id('licenceCreditNote', row['id']),
      number: row['number'],
      invoiceId: id('licenceInvoice', row['invoice_id']),
      netMinor: minor(row['net']),
      taxMinor: minor(row['tax']),
      totalMinor: minor(row['total']),
      currency: row['currency'],
      reason: row['reason'],
      issuedAt: at(row['issued_at']),
      sha256: hex(row['sha256']),
      documentPath: `/v1/staff/licence/credit-notes/${publicId('licenceCreditNote', row['id'] as string)}/pdf`,
    }),
  },
  brand: {
    columns: ['version', 'state', 'publishedAt', 'document'],
    sql: `select number::text as k1, null as k2, number, state, published_at, document from app.brand_version
           where licensee_id = $1 and ($2::int is null or number > $2::int) and $3::text is null order by number limit least($4, 50)`,
    shown: (row) => ({
      version: row['number'],
      state: row['state'],
      publishedAt: at(row['published_at']),
      document: row['document'],
    }),
  },
  'brand-files': {
    columns: ['id', 'kind', 'type', 'width', 'height', 'sha256', 'path', 'createdAt'],
    sql: `select id::text as k1, null as k2, id, kind, mime, width, height, sha256, created_at from app.brand_asset
           where licensee_id = $1 and ($2::uuid is null or id > $2::uuid) and $3::text is null order by id limit $4`,
    shown: (row) => ({
      id: id('asset', row['id']),
      kind: row['kind'],
      type: row['mime'],
      width: row['width'],
      height: row['height'],
      sha256: hex(row['sha256']),
      path: `/brand/assets/${publicId('asset', row['id'] as string)}`,
      createdAt: at(row['created_at']),
    }),
  },
  'legal-pages': {
    columns: ['kind', 'locale', 'version', 'title', 'markdown', 'publishedAt'],
    // A page has up to 60,000 characters: few at a time.
    sql: `select v.k as k1, null as k2, v.* from (
            select l.*, l.kind || '/' || l.locale || '/' || lpad(l.version::text, 10, '0') as k from app.legal_version l where l.licensee_id = $1) v
           where ($2::text is null or v.k collate "C" > $2) and $3::text is null order by v.k collate "C" limit least($4, 50)`,
    shown: (row) => ({
      kind: row['kind'],
      locale: row['locale'],
      version: row['version'],
      title: row['title'],
      markdown: row['markdown'],
      publishedAt: at(row['published_at']),
    }),
  },
};

/** Accounts of the house have no owner but the licensee. */
function ownerOf(row: Row): string | null {
  const kind = OWNERS[row['account'] as string];
  return kind === undefined ? null : id(kind, row['owner_id']);
}

const hex = (value: unknown): string => (value as Buffer).toString('hex');

import { Injectable } from '@nestjs/common';
import {
  type AuditEntry,
  type Context,
  Db,
  NotFound,
  Outbox,
  type Page,
  type PageQuery,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  idempotencyKeyOf,
  newId,
  page,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { Ledger } from '../ledger/ledger.js';
import { MoneyRulesService, type Topology } from '../money-rules.service.js';
import { WalletsService } from '../wallets.service.js';
import type {
  HandPaymentView,
  MoneyHolder,
  PayByHand,
  UnreturnedReason,
  UnreturnedView,
} from './unreturned-money.dto.js';
import { PaidByHand } from './wallet-refunds.events.js';
import { BudgetGoesBack, MoneyKeptElsewhere, NothingUnreturned } from './unreturned-money.problems.js';

interface Row {
  account_id: string;
  person_id: string;
  email: string;
  display_name: string;
  balance: bigint;
  held: bigint;
  frozen: bigint;
  currency: string;
  lots: bigint;
  failure_code: string | null;
  tries: number;
  last_tried_at: Date | null;
}

interface PaymentRow {
  id: string;
  person_id: string;
  amount: bigint;
  currency: string;
  reference: string;
  paid_by: MoneyHolder;
  transaction_id: string;
  created_at: Date;
}

/** Writes the entry of the log of whoever acts. */
type Audit = (tx: Tx, entry: AuditEntry) => Promise<void>;

/**
 * Money of end users that did not go back to a card at the end of a licence [A22]: whose it is and why, and what was paid to them otherwise. It stays a debt in the
 * wallet until then; only who has the money can say that it was paid.
 */
@Injectable()
export class UnreturnedMoney {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly rules: MoneyRulesService,
    private readonly wallets: WalletsService,
    private readonly licensees: LicenseesService,
    private readonly outbox: Outbox,
  ) {}

  /** Who still has money in a wallet, disputed money too. @param as who asks */
  async list(ctx: Context, query: PageQuery, as: MoneyHolder): Promise<Page<UnreturnedView>> {
    const after = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
    return this.db.read(ctx, async (tx) => {
      const { topology } = await this.rules.of(tx);
      const rows = await rowsOf<Row>(tx, UNRETURNED, [ctx.licenseeId, after, query.limit + 1]);
      return page(
        rows,
        query.limit,
        (row) => [row.account_id],
        (row) => unreturnedView(row, topology, as),
      );
    });
  }

  /** What was paid by hand, newest first. */
  async listPayments(ctx: Context, query: PageQuery): Promise<Page<HandPaymentView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<PaymentRow>(
        tx,
        'select * from app.hand_payment where licensee_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3',
        [ctx.licenseeId, before, query.limit + 1],
      );
      return page(rows, query.limit, (row) => [row.id], paymentView);
    });
  }

  /**
   * Somebody was paid what is free in the wallet, by a transfer of ours outside Stripe. Where the operator has the money it leaves its bank; a licensee with a Stripe
   * account of its own paid from its bank what still lies in that account, so its share grows by it. A repeat of the request pays nothing.
   * @param as who asks
   * @throws NotFound, NothingUnreturned, MoneyKeptElsewhere, BudgetGoesBack
   */
  async payByHand(
    tx: Tx,
    personId: string,
    { reference }: PayByHand,
    as: MoneyHolder,
    audit: Audit = recordAudit,
  ): Promise<HandPaymentView> {
    const { licenseeId } = tx.ctx;
    const recordedBy = personOf(tx.ctx).personId;
    const { topology } = await this.rules.of(tx);
    if (topology === 'self_managed') throw new BudgetGoesBack();
    const payableBy = holderIn(topology);
    if (payableBy !== as) throw new MoneyKeptElsewhere(payableBy);
    const currency = await this.licensees.currencyOf(tx);
    const wallet = await this.wallets.open(tx, personId, currency);
    // The lock makes a refund to the card wait, or this one; a repeat finds the row of the first.
    const free = (await this.ledger.lockAccounts(tx, [wallet])).get(wallet)!;
    const key = idempotencyKeyOf(tx.ctx);
    const [before] = await rowsOf<PaymentRow>(
      tx,
      'select * from app.hand_payment where licensee_id = $1 and recorded_by = $2 and idempotency_key = $3',
      [licenseeId, recordedBy, key],
    );
    if (before) return paymentView(before);
    if (free <= 0n) throw new NothingUnreturned();
    const id = newId();
    const house = await this.ledger.house(tx, currency, 'bank', 'licensee_payable');
    const transactionId = await this.ledger.post(tx, {
      kind: 'paid_by_hand',
      currency,
      key: `hand-payment:${id}`,
      legs: [
        { accountId: wallet, amount: -free },
        { accountId: as === 'operator' ? house.bank : house.licensee_payable, amount: free },
      ],
      refId: id,
    });
    const [row] = await rowsOf<PaymentRow>(
      tx,
      `insert into app.hand_payment (licensee_id, id, person_id, amount, currency, reference, paid_by, recorded_by, idempotency_key, transaction_id, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning *`,
      [licenseeId, id, personId, free, currency, reference, as, recordedBy, key, transactionId, tx.now],
    );
    await audit(tx, {
      action: 'wallet.paid_by_hand',
      subject: { kind: 'person', id: publicId('person', personId) },
      after: { amountMinor: toJsonMinor(free), currency, handPaymentId: publicId('handPayment', id) },
    });
    await this.wallets.changed(tx, personId);
    await this.outbox.add(tx, PaidByHand, { handPaymentId: id, personId, amountMinor: toJsonMinor(free), currency });
    return paymentView(row!);
  }

  /** How often this person's money was sent to cards because of the end. @throws NotFound */
  async triesOf(tx: Tx, personId: string): Promise<number> {
    await this.assertEndUser(tx, personId);
    const [row] = await rowsOf<{ tries: number }>(
      tx,
      `select count(*)::int as tries from app.wallet_refund where licensee_id = $1 and person_id = $2 and cause = 'licence_ended'`,
      [tx.ctx.licenseeId, personId],
    );
    return row!.tries;
  }

  /** @throws NotFound for somebody who is no end user here */
  async assertEndUser(tx: Tx, personId: string): Promise<void> {
    const [person] = await rowsOf(
      tx,
      `select 1 from app.person where licensee_id = $1 and id = $2 and role = 'end_user'`,
      [tx.ctx.licenseeId, personId],
    );
    if (!person) throw new NotFound();
  }
}

/** One row per person: the wallet, and what a dispute has frozen of it. `lots` = what payments could still take back. */
const UNRETURNED = `
  select a.id as account_id, a.owner_id as person_id, p.email, p.display_name, a.balance, a.held, coalesce(f.balance, 0)::bigint as frozen, a.currency,
         coalesce((select sum(t.amount - coalesce((select sum(x.amount) from app.wallet_refund_part x
                                                    where x.licensee_id = t.licensee_id and x.top_up_id = t.id and x.status <> 'failed'), 0))
                     from app.top_up t where t.licensee_id = a.licensee_id and t.person_id = a.owner_id and t.status = 'credited' and t.disputed_at is null), 0)::bigint as lots,
         last.failure_code, coalesce(ended.tries, 0)::int as tries, ended.last_tried_at
    from app.ledger_account a
    join app.person p on p.licensee_id = a.licensee_id and p.id = a.owner_id
    left join app.ledger_account f on f.licensee_id = a.licensee_id and f.kind = 'wallet_frozen' and f.owner_id = a.owner_id and f.currency = a.currency
    left join lateral (select x.failure_code from app.wallet_refund_part x join app.wallet_refund r on r.licensee_id = x.licensee_id and r.id = x.wallet_refund_id
                        where r.licensee_id = a.licensee_id and r.person_id = a.owner_id and x.status = 'failed' order by x.closed_at desc, x.id desc limit 1) last on true
    left join lateral (select count(*) as tries, max(r.created_at) as last_tried_at from app.wallet_refund r
                        where r.licensee_id = a.licensee_id and r.person_id = a.owner_id and r.cause = 'licence_ended') ended on true
   where a.licensee_id = $1 and a.kind = 'wallet' and (a.balance > 0 or f.balance > 0) and ($2::uuid is null or a.id > $2)
   order by a.id limit $3`;

const holderIn = (topology: Topology): MoneyHolder => (topology === 'operator_platform' ? 'operator' : 'licensee');

function reasonOf(row: Row, topology: Topology): UnreturnedReason {
  if (topology === 'self_managed') return 'budget';
  if (row.balance === 0n) return 'disputed';
  if (row.held >= row.balance) return 'held';
  if (row.lots === 0n) return 'no_payment';
  return row.failure_code === null ? 'waiting' : 'refused';
}

const unreturnedView = (row: Row, topology: Topology, as: MoneyHolder): UnreturnedView => ({
  personId: publicId('person', row.person_id),
  name: as === 'licensee' ? row.display_name : null,
  email: as === 'licensee' ? row.email : null,
  amountMinor: toJsonMinor(row.balance + row.frozen),
  currency: row.currency,
  reason: reasonOf(row, topology),
  failureCode: row.failure_code,
  tries: row.tries,
  lastTriedAt: row.last_tried_at?.toISOString() ?? null,
  payableBy: holderIn(topology),
});

const paymentView = (row: PaymentRow): HandPaymentView => ({
  id: publicId('handPayment', row.id),
  personId: publicId('person', row.person_id),
  amountMinor: toJsonMinor(row.amount),
  currency: row.currency,
  reference: row.reference,
  paidBy: row.paid_by,
  transactionId: publicId('transaction', row.transaction_id),
  createdAt: row.created_at.toISOString(),
});

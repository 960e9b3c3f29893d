import { Injectable } from '@nestjs/common';
import {
  type AuditEntry,
  type Context,
  Db,
  NotFound,
  type Page,
  type PageQuery,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  idempotencyKeyOf,
  page,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { Ledger } from '../ledger/ledger.js';
import { MoneyRulesService } from '../money-rules.service.js';
import { AboveDebt, DebtBorneElsewhere } from './payee-debts.problems.js';
import type { PayeeDebtView, WriteOffDebt } from './payee-debts.dto.js';

interface Row {
  id: string;
  advisor_id: string;
  name: string;
  amount: bigint;
  recovered: bigint;
  written_off: bigint;
  currency: string;
  created_at: Date;
}
type Side = PayeeDebtView['bearer'];

/** What advisors owe, and what of it nobody expects any more [P16c of docs/money.md]. */
@Injectable()
export class PayeeDebtDesk {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly rules: MoneyRulesService,
  ) {}

  /** Newest first, paid ones too. */
  async list(ctx: Context, query: PageQuery): Promise<Page<PayeeDebtView>> {
    return this.db.read(ctx, async (tx) => {
      const bearer = await this.bearer(tx);
      const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
      const rows = await rowsOf<Row>(tx, `${DEBTS} and ($2::uuid is null or r.id < $2) order by r.id desc limit $3`, [
        tx.ctx.licenseeId,
        before,
        query.limit + 1,
      ]);
      return page(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => view(row, bearer),
      );
    });
  }

  /**
   * Gives up a part of a debt, at the cost of the side that sells the calls: the licensee's share, or a bad debt of the operator. The key of the request is that of
   * the posting, so a repeat writes nothing off.
   * @param as who asks
   * @throws NotFound, AboveDebt, DebtBorneElsewhere
   */
  async writeOff(
    ctx: Context,
    id: string,
    { amountMinor, reason }: WriteOffDebt,
    as: Side,
    audit: (tx: Tx, entry: AuditEntry) => Promise<void> = recordAudit,
  ): Promise<PayeeDebtView> {
    const key = `debt:${id}:write-off:${personOf(ctx).personId}:${idempotencyKeyOf(ctx)}`;
    return this.db.transaction(ctx, async (tx) => {
      const debt = await this.byId(tx, id, 'for no key update of r');
      const [done] = await rowsOf(tx, 'select 1 from app.ledger_transaction where licensee_id = $1 and key = $2', [
        tx.ctx.licenseeId,
        key,
      ]);
      const bearer = await this.bearer(tx);
      if (done) return view(debt, bearer);
      if (bearer !== as) throw new DebtBorneElsewhere(bearer);
      const amount = BigInt(amountMinor);
      const due = dueOf(debt);
      if (amount > due) throw new AboveDebt(due);
      const house = await this.ledger.house(tx, debt.currency, 'payee_receivable', 'licensee_payable', 'bad_debt');
      await this.ledger.post(tx, {
        kind: 'write_off',
        currency: debt.currency,
        key,
        legs: [
          { accountId: bearer === 'licensee' ? house.licensee_payable : house.bad_debt, amount: -amount },
          { accountId: house.payee_receivable, amount },
        ],
        refId: id,
      });
      await rowsOf(tx, 'update app.receivable set written_off = written_off + $3 where licensee_id = $1 and id = $2', [
        tx.ctx.licenseeId,
        id,
        amount,
      ]);
      await audit(tx, {
        action: 'payee_debt.written_off',
        subject: { kind: 'payee_debt', id: publicId('payeeDebt', id) },
        after: { amountMinor, currency: debt.currency, dueMinor: toJsonMinor(due - amount) },
        reason,
      });
      return view({ ...debt, written_off: debt.written_off + amount }, bearer);
    });
  }

  private async bearer(tx: Tx): Promise<Side> {
    return (await this.rules.of(tx)).sellerOfRecord;
  }

  private async byId(tx: Tx, id: string, lock: string): Promise<Row> {
    const [row] = await rowsOf<Row>(tx, `${DEBTS} and r.id = $2 ${lock}`, [tx.ctx.licenseeId, id]);
    if (!row) throw new NotFound();
    return row;
  }
}

const DEBTS = `
  select r.id, r.advisor_id, a.display_name as name, r.amount, r.recovered, r.written_off, r.currency, r.created_at
    from app.receivable r join app.advisor a on a.licensee_id = r.licensee_id and a.id = r.advisor_id where r.licensee_id = $1`;

const dueOf = (row: Row): bigint => row.amount - row.recovered - row.written_off;

const view = (row: Row, bearer: Side): PayeeDebtView => ({
  id: publicId('payeeDebt', row.id),
  advisorId: publicId('advisor', row.advisor_id),
  name: row.name,
  amountMinor: toJsonMinor(row.amount),
  recoveredMinor: toJsonMinor(row.recovered),
  writtenOffMinor: toJsonMinor(row.written_off),
  dueMinor: toJsonMinor(dueOf(row)),
  currency: row.currency,
  bearer,
  createdAt: row.created_at.toISOString(),
});

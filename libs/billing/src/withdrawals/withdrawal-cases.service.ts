import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type EventEnvelope,
  Handles,
  InvalidRequest,
  NotFound,
  Outbox,
  type Page,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  newId,
  page,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
  updateRow,
} from '@app/kernel';
import { WalletRefundFailed } from '../wallet-refunds/wallet-refunds.events.js';
import { RefundsToCards } from '../wallet-refunds/refunds-to-cards.service.js';
import { PaidElsewhere } from './paid-elsewhere.service.js';
import type {
  CaseReason,
  CaseState,
  DecideWithdrawalCase,
  StaffWithdrawalCaseView,
  WithdrawalCasesQuery,
} from './withdrawals.dto.js';
import { WithdrawalCaseDecided, WithdrawalCaseOpened } from './withdrawals.events.js';
import { WithdrawalCaseClosed, WithdrawalWithoutAccount } from './withdrawals.problems.js';
import { STAFF_CASES, type StaffCaseRow, staffViews } from './withdrawals.queries.js';

const MOMENT_PATTERN = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

interface NewCase {
  readonly withdrawalId: string;
  readonly why: CaseReason;
  readonly amount?: bigint;
  /** The part of the refund that a card refused. */
  readonly partId?: string;
  readonly failureCode?: string | null;
}

interface LockedCase {
  withdrawal_id: string;
  why: CaseReason;
  state: CaseState;
  amount: bigint | null;
  person_id: string | null;
  currency: string | null;
}

/** What of withdrawals staff decide: money that was held, or that a card refused, and what was said in words. */
@Injectable()
export class WithdrawalCases {
  constructor(
    private readonly db: Db,
    private readonly refunds: RefundsToCards,
    private readonly elsewhere: PaidElsewhere,
    private readonly outbox: Outbox,
  ) {}

  /** Puts something into the queue, once. */
  async open(tx: Tx, { withdrawalId, why, amount, partId, failureCode }: NewCase): Promise<void> {
    const id = newId();
    const added = await rowsOf(
      tx,
      `insert into app.withdrawal_case (licensee_id, id, withdrawal_id, why, ref_id, amount, failure_code, state, created_at)
       values ($1, $2, $3, $4, $5, $6, $7, 'open', $8) on conflict on constraint withdrawal_case_once do nothing returning id`,
      [tx.ctx.licenseeId, id, withdrawalId, why, partId ?? withdrawalId, amount ?? null, failureCode ?? null, tx.now],
    );
    if (added.length > 0) await this.outbox.add(tx, WithdrawalCaseOpened, { withdrawalId, caseId: id });
  }

  /** A card did not take what somebody had withdrawn: the money is back in the wallet, and staff see to it. */
  @Handles(WalletRefundFailed, 'billing.withdrawal_refused')
  async refused(ctx: Context, { data }: EventEnvelope<{ walletRefundId: string }>): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const parts = await rowsOf<{ id: string; withdrawal_id: string; amount: bigint; failure_code: string | null }>(
        tx,
        `select p.id, w.id as withdrawal_id, p.amount, p.failure_code
           from (select id from app.withdrawal where licensee_id = $1 and wallet_refund_id = $2
                 union all select withdrawal_id from app.withdrawal_case where licensee_id = $1 and wallet_refund_id = $2) w
           join app.wallet_refund_part p on p.licensee_id = $1 and p.wallet_refund_id = $2 and p.status = 'failed'`,
        [ctx.licenseeId, data.walletRefundId],
      );
      for (const { id, withdrawal_id: withdrawalId, amount, failure_code: failureCode } of parts)
        await this.open(tx, { withdrawalId, why: 'refused', amount, partId: id, failureCode });
    });
  }

  /** Open ones oldest first, so that who has waited longest comes first; decided ones newest first. */
  async list(ctx: Context, { state, cursor, limit }: WithdrawalCasesQuery): Promise<Page<StaffWithdrawalCaseView>> {
    const isOpen = state === 'open';
    const [id, at] = cursorPosition(cursor, isOpen ? [UUID_PATTERN] : [UUID_PATTERN, MOMENT_PATTERN]) ?? [];
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<StaffCaseRow>(
        tx,
        isOpen
          ? `${STAFF_CASES} and k.state = 'open' and ($2::uuid is null or k.id > $2) order by k.id limit $3`
          : `${STAFF_CASES} and k.state <> 'open' and ($2::uuid is null or (k.decided_at, k.id) < ($4, $2)) order by k.decided_at desc, k.id desc limit $3`,
        [ctx.licenseeId, id ?? null, limit + 1, ...(isOpen ? [] : [at ?? null])],
      );
      const views = await staffViews(tx, ctx, rows);
      return page(
        rows.map((row, index) => ({ row, view: views[index]! })),
        limit,
        ({ row }) => [row.id, ...(isOpen ? [] : [row.decided_at!.toISOString()])],
        ({ view }) => view,
      );
    });
  }

  /** @throws NotFound */
  async show(ctx: Context, id: string): Promise<StaffWithdrawalCaseView> {
    return this.db.read(ctx, (tx) => this.viewOf(tx, id));
  }

  /**
   * The decision of staff, once; the person reads it. With `refund` what is unspent in the wallet goes back to its cards now, with `refunded` it leaves the wallet for
   * what the licensee has paid itself.
   * @throws NotFound, InvalidRequest, WithdrawalCaseClosed, WithdrawalWithoutAccount, NothingToRefund, PaidAboveWallet, BudgetGoesBack
   */
  async decide(ctx: Context, id: string, input: DecideWithdrawalCase): Promise<StaffWithdrawalCaseView> {
    if (input.decision === 'decline' && input.amountMinor !== undefined)
      throw new InvalidRequest([{ pointer: '/amountMinor', detail: 'goes with refund and refunded only' }]);
    if (input.decision === 'refund' && input.amountMinor === 0)
      throw new InvalidRequest([{ pointer: '/amountMinor', detail: 'must not be less than 1' }]);
    return this.db.transaction(ctx, async (tx) => {
      const locked = await this.lock(tx, id);
      if (locked.state !== 'open') throw new WithdrawalCaseClosed();
      const refund = input.decision === 'refund' ? await this.giveBack(tx, id, locked, input) : undefined;
      const paid = input.decision === 'refunded' ? await this.paidElsewhere(tx, id, locked, input) : undefined;
      const moved = refund ?? paid;
      const outcome = input.decision === 'decline' ? 'declined' : 'refunded';
      await updateRow(
        tx,
        'withdrawal_case',
        { id },
        {
          state: outcome,
          reason: input.reason,
          wallet_refund_id: refund?.id ?? null,
          paid_amount: paid?.amount ?? null,
          paid_transaction_id: paid?.id ?? null,
          decided_by: personOf(ctx).personId,
          decided_at: tx.now,
        },
      );
      await recordAudit(tx, {
        action: 'withdrawal.decided',
        subject: { kind: 'withdrawalCase', id: publicId('withdrawalCase', id) },
        after: {
          decision: input.decision,
          ...(moved && { amountMinor: toJsonMinor(moved.amount), currency: locked.currency }),
        },
        reason: input.reason,
      });
      await this.outbox.add(tx, WithdrawalCaseDecided, {
        withdrawalId: locked.withdrawal_id,
        caseId: id,
        personId: locked.person_id,
        outcome,
      });
      return this.viewOf(tx, id);
    });
  }

  private async giveBack(
    tx: Tx,
    id: string,
    { person_id: personId, currency, amount }: LockedCase,
    { amountMinor, reason }: DecideWithdrawalCase,
  ): Promise<{ id: string; amount: bigint }> {
    if (personId === null || currency === null) throw new WithdrawalWithoutAccount();
    const wanted = amountMinor === undefined ? amount : BigInt(amountMinor);
    if (wanted === null)
      throw new InvalidRequest([{ pointer: '/amountMinor', detail: 'is needed to give money back' }]);
    return this.refunds.withdraw(tx, {
      personId,
      currency,
      amount: wanted,
      key: `withdrawal-case:${id}`,
      reason,
      requestedBy: personOf(tx.ctx).personId,
    });
  }

  /** Nothing where no amount is known or left: the form proves no account, and what was said in words may be no money of the wallet. */
  private async paidElsewhere(
    tx: Tx,
    id: string,
    { person_id: personId, currency, amount: about }: LockedCase,
    { amountMinor }: DecideWithdrawalCase,
  ): Promise<{ id: string; amount: bigint } | undefined> {
    const amount = amountMinor === undefined ? (about ?? 0n) : BigInt(amountMinor);
    if (amount === 0n) return undefined;
    if (personId === null || currency === null) throw new WithdrawalWithoutAccount();
    return { id: await this.elsewhere.take(tx, { caseId: id, personId, currency, amount }), amount };
  }

  private async lock(tx: Tx, id: string): Promise<LockedCase> {
    const [row] = await rowsOf<LockedCase>(
      tx,
      `select k.withdrawal_id, k.why, k.state, k.amount, w.person_id, w.currency from app.withdrawal_case k
         join app.withdrawal w on w.licensee_id = k.licensee_id and w.id = k.withdrawal_id
        where k.licensee_id = $1 and k.id = $2 for no key update of k`,
      [tx.ctx.licenseeId, id],
    );
    if (!row) throw new NotFound();
    return row;
  }

  private async viewOf(tx: Tx, id: string): Promise<StaffWithdrawalCaseView> {
    const [row] = await rowsOf<StaffCaseRow>(tx, `${STAFF_CASES} and k.id = $2`, [tx.ctx.licenseeId, id]);
    if (!row) throw new NotFound();
    return (await staffViews(tx, tx.ctx, [row]))[0]!;
  }
}

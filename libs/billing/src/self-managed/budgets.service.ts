import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type FieldError,
  InvalidRequest,
  NotFound,
  Outbox,
  type Page,
  type PageQuery,
  type Tx,
  UUID_PATTERN,
  addSeconds,
  cursorPosition,
  holderOf,
  idempotencyKeyOf,
  page,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { PersonsService } from '@app/identity';
import { LicenseesService } from '@app/licensees';
import { Ledger, type Leg } from '../ledger/ledger.js';
import type { TransactionKind } from '../ledger/ledger-kinds.js';
import { MoneyRulesService } from '../money-rules.service.js';
import { PayeeDebts } from '../payouts/payee-debts.js';
import { BudgetsNotAgreed } from '../platforms/platforms.problems.js';
import { StripeContexts } from '../stripe/stripe-contexts.service.js';
import { BudgetGiven } from '../wallets.events.js';
import { WalletsService } from '../wallets.service.js';
import { assertAccountOpen } from '../promos/open-account.js';
import type {
  BudgetView,
  GiveBudget,
  OutsidePayoutView,
  RecordedPayoutView,
  RecordOutsidePayout,
  TakeBudget,
} from './budgets.dto.js';

type BudgetKind = Extract<TransactionKind, 'budget' | 'budget_return' | 'outside_payout'>;

interface Done {
  /** Null = there was nothing to take. */
  readonly transactionId: string | null;
  readonly amount: bigint;
}

/**
 * Licensees that keep the money of their users themselves [N19]. What a user may spend is a budget in the wallet, against `licensee_till`: the money that lies with
 * the licensee. Calls are held, metered, settled and refunded as everywhere; what they cost stays with the licensee, who owes advisors and operator their shares.
 */
@Injectable()
export class Budgets {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
    private readonly persons: PersonsService,
    private readonly licensees: LicenseesService,
    private readonly rules: MoneyRulesService,
    private readonly contexts: StripeContexts,
    private readonly outbox: Outbox,
    private readonly debts: PayeeDebts,
  ) {}

  /** Adds to what a user may spend. A running call goes on with it. @throws NotFound, BudgetsNotAgreed, AccountClosed */
  give(ctx: Context, personId: string, { amountMinor }: GiveBudget): Promise<BudgetView> {
    const amount = BigInt(amountMinor);
    return this.change(ctx, personId, 'budget', amount, async (tx, accounts, key) => {
      await assertAccountOpen(tx, personId);
      const transactionId = await this.post(tx, 'budget', key, personId, [
        { accountId: accounts.till, amount: -amount },
        { accountId: accounts.wallet, amount },
      ]);
      await this.outbox.add(tx, BudgetGiven, {
        personId,
        transactionId,
        amountMinor,
        currency: await this.licensees.currencyOf(tx),
      });
      return { transactionId, amount };
    });
  }

  /** Whether the budget of this request is there already. */
  async isGiven(ctx: Context): Promise<boolean> {
    const find = 'select 1 from app.ledger_transaction where licensee_id = $1 and key = $2';
    const rows = await this.db.read(ctx, (tx) => rowsOf(tx, find, [ctx.licenseeId, keyOf(ctx, 'budget')]));
    return rows.length > 0;
  }

  /** Takes unspent budget away: so much, or all that nothing holds. @throws NotFound, BudgetsNotAgreed, InsufficientFunds */
  take(ctx: Context, personId: string, { amountMinor }: TakeBudget): Promise<BudgetView> {
    const asked = amountMinor === undefined ? undefined : BigInt(amountMinor);
    return this.change(ctx, personId, 'budget_return', asked, async (tx, accounts, key, free) => {
      const amount = asked ?? free;
      if (amount <= 0n) return { transactionId: null, amount: 0n };
      const transactionId = await this.post(tx, 'budget_return', key, personId, [
        { accountId: accounts.wallet, amount: -amount },
        { accountId: accounts.till, amount },
      ]);
      return { transactionId, amount };
    });
  }

  /** The licensee has paid an advisor by its own means. @throws NotFound, BudgetsNotAgreed, InvalidRequest, InsufficientFunds above what is owed */
  recordPayout(
    ctx: Context,
    advisorId: string,
    { amountMinor, reference, ...told }: RecordOutsidePayout,
  ): Promise<OutsidePayoutView> {
    return this.db.transaction(ctx, async (tx) => {
      const [advisor] = await rowsOf(tx, 'select 1 from app.advisor where licensee_id = $1 and id = $2', [
        ctx.licenseeId,
        advisorId,
      ]);
      if (!advisor) throw new NotFound();
      await this.assertAgreed(tx);
      const currency = await this.licensees.currencyOf(tx);
      const paidOn = paidOnOf(told, currency, tx.now);
      const payable = await this.ledger.openAccount(tx, 'advisor_payable', advisorId, currency);
      const { licensee_till: till } = await this.ledger.house(tx, currency, 'licensee_till');
      const amount = BigInt(amountMinor);
      const key = keyOf(ctx, 'outside_payout');
      const free = (await this.ledger.lockAccounts(tx, [payable])).get(payable)!;
      const before = await this.doneBefore(tx, key, payable, amount);
      let transactionId = before?.transactionId;
      if (transactionId === undefined) {
        // What refunds took back after an earlier payment comes first, as before every payout.
        await this.debts.recover(tx, advisorId, payable, currency, free);
        transactionId = await this.post(tx, 'outside_payout', key, advisorId, [
          { accountId: payable, amount: -amount },
          { accountId: till, amount },
        ]);
        await rowsOf(
          tx,
          `insert into app.outside_payout (licensee_id, id, advisor_id, amount, currency, paid_on, reference, recorded_by, created_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
          [
            ctx.licenseeId,
            transactionId,
            advisorId,
            amount,
            currency,
            paidOn,
            reference,
            personOf(ctx).personId,
            tx.now,
          ],
        );
        await recordAudit(tx, {
          action: 'payout.recorded',
          subject: { kind: 'advisor', id: publicId('advisor', advisorId) },
          after: { amountMinor, currency, reference, paidOn, transactionId: publicId('transaction', transactionId) },
        });
      }
      const owed = (await this.ledger.lockAccounts(tx, [payable])).get(payable)!;
      return {
        advisorId: publicId('advisor', advisorId),
        amountMinor,
        currency,
        owedMinor: toJsonMinor(owed),
        transactionId: publicId('transaction', transactionId),
      };
    });
  }

  /** What was recorded, newest first. */
  listPayouts(ctx: Context, { cursor, limit }: PageQuery): Promise<Page<RecordedPayoutView>> {
    const before = cursorPosition(cursor, [UUID_PATTERN])?.[0] ?? null;
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<PayoutRow>(
        tx,
        `select p.id, p.advisor_id, a.display_name, p.amount, p.currency, p.paid_on::text as paid_on, p.reference, p.created_at
           from app.outside_payout p join app.advisor a on a.licensee_id = p.licensee_id and a.id = p.advisor_id
          where p.licensee_id = $1 and ($2::uuid is null or p.id < $2) order by p.id desc limit $3`,
        [ctx.licenseeId, before, limit + 1],
      );
      return page(rows, limit, ({ id }) => [id], recordedView);
    });
  }

  private change(
    ctx: Context,
    personId: string,
    kind: BudgetKind,
    asked: bigint | undefined,
    act: (tx: Tx, accounts: { wallet: string; till: string }, key: string, free: bigint) => Promise<Done>,
  ): Promise<BudgetView> {
    return this.db.transaction(ctx, async (tx) => {
      await this.persons.userById(tx, personId);
      await this.assertAgreed(tx);
      const currency = await this.licensees.currencyOf(tx);
      const wallet = await this.wallets.open(tx, personId, currency);
      const { licensee_till: till } = await this.ledger.house(tx, currency, 'licensee_till');
      const key = keyOf(ctx, kind);
      const free = (await this.ledger.lockAccounts(tx, [wallet])).get(wallet)!;
      const before = await this.doneBefore(tx, key, wallet, asked);
      const { transactionId, amount } = before ?? (await act(tx, { wallet, till }, key, free));
      if (!before && transactionId !== null) await this.wallets.changed(tx, personId);
      const { availableMinor } = await this.wallets.viewOf(tx, personId);
      return {
        userId: publicId('person', personId),
        amountMinor: toJsonMinor(amount),
        currency,
        availableMinor,
        transactionId: transactionId === null ? null : publicId('transaction', transactionId),
      };
    });
  }

  /**
   * What the first request with this key did with the account: a crash may come between that and its kept answer, and a repeat tells the same and nothing twice.
   * Behind the lock of the account, so that of two with one key the second finds the first. One of another amount or account is left to the ledger, which refuses it.
   */
  private async doneBefore(
    tx: Tx,
    key: string,
    accountId: string,
    asked: bigint | undefined,
  ): Promise<{ transactionId: string; amount: bigint } | undefined> {
    const [row] = await rowsOf<{ transactionId: string; amount: bigint }>(
      tx,
      `select t.id as "transactionId", abs(e.amount) as amount from app.ledger_transaction t
         join app.ledger_entry e on e.licensee_id = t.licensee_id and e.transaction_id = t.id
        where t.licensee_id = $1 and t.key = $2 and e.account_id = $3`,
      [tx.ctx.licenseeId, key, accountId],
    );
    return asked === undefined || row?.amount === asked ? row : undefined;
  }

  private async post(tx: Tx, kind: BudgetKind, key: string, refId: string, legs: readonly Leg[]): Promise<string> {
    return this.ledger.post(tx, { kind, currency: await this.licensees.currencyOf(tx), key, legs, refId });
  }

  /** Holds the topology where it is, as every payment does. */
  private async assertAgreed(tx: Tx): Promise<void> {
    await this.contexts.hold(tx);
    if ((await this.rules.of(tx)).topology !== 'self_managed') throw new BudgetsNotAgreed();
  }
}

const keyOf = (ctx: Context, kind: BudgetKind): string => `${kind}:${holderOf(ctx)}:${idempotencyKeyOf(ctx)}`;

interface PayoutRow {
  readonly id: string;
  readonly advisor_id: string;
  readonly display_name: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly paid_on: string;
  readonly reference: string | null;
  readonly created_at: Date;
}

const recordedView = (row: PayoutRow): RecordedPayoutView => ({
  transactionId: publicId('transaction', row.id),
  advisorId: publicId('advisor', row.advisor_id),
  advisorName: row.display_name,
  amountMinor: toJsonMinor(row.amount),
  currency: row.currency,
  paidOn: row.paid_on,
  reference: row.reference,
  createdAt: row.created_at.toISOString(),
});

/** The day that was told, or today. Time zones are ahead of UTC by 14 hours at the most. @throws InvalidRequest */
function paidOnOf(
  { currency, paidOn }: Pick<RecordOutsidePayout, 'currency' | 'paidOn'>,
  own: string,
  now: Date,
): string {
  const faults: FieldError[] = [];
  if (currency !== undefined && currency !== own) faults.push({ pointer: '/currency', detail: `must be ${own}` });
  if (paidOn !== undefined) {
    if (!isDay(paidOn)) faults.push({ pointer: '/paidOn', detail: 'is not in the calendar' });
    else if (paidOn > dayOf(addSeconds(now, 14 * 3600)))
      faults.push({ pointer: '/paidOn', detail: 'is in the future' });
  }
  if (faults.length > 0) throw new InvalidRequest(faults);
  return paidOn ?? dayOf(now);
}

const dayOf = (at: Date): string => at.toISOString().slice(0, 10);
const isDay = (text: string): boolean => {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && dayOf(at) === text;
};

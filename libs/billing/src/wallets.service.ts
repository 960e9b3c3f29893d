import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Live,
  InvalidRequest,
  MAX_ROWS,
  NotFound,
  Outbox,
  type Page,
  type Tx,
  actingOf,
  assertFits,
  csvOf,
  cursorPosition,
  holderOf,
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
import { Ledger } from './ledger/ledger.js';
import { assertAccountOpen } from './promos/open-account.js';
import { type NextExpiry, PromoLots } from './promos/promo-lots.service.js';
import type {
  CreditView,
  GrantCredit,
  LedgerCheckView,
  StatementLineView,
  StatementQuery,
  UserStatementQuery,
  WalletView,
} from './wallets.dto.js';
import { NO_CONTEXT } from './stripe/stripe-context.js';
import { StripeContexts } from './stripe/stripe-contexts.service.js';
import { WalletChanged } from './wallets.events.js';

interface Balances {
  paid: bigint;
  promo: bigint;
  held: bigint;
  frozenReason: string | null;
}

interface StatementRow {
  seq: bigint;
  transaction_id: string;
  kind: string;
  amount: bigint;
  balance_after: bigint;
  ref_id: string | null;
  created_at: Date;
  bonus_of: string | null;
  expires_at: Date | null;
}

/** Wallets of end users: what is there, what happened to it, and promo credit from staff. */
@Injectable()
export class WalletsService {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly lots: PromoLots,
    private readonly licensees: LicenseesService,
    private readonly live: Live,
    private readonly outbox: Outbox,
    private readonly contexts: StripeContexts,
  ) {}

  /** Every part of the caller's balance [D7]. */
  async show(ctx: Context): Promise<WalletView> {
    return this.db.read(ctx, (tx) => this.viewOf(tx, personOf(ctx).personId));
  }

  /** Every part of a person's balance. */
  async viewOf(tx: Tx, personId: string): Promise<WalletView> {
    const currency = await this.licensees.currencyOf(tx);
    const balances = await this.balances(tx, personId, currency);
    const next = await this.lots.nextExpiry(tx, personId, currency, balances.promo);
    const keptBy = (await this.contexts.now(tx)) === NO_CONTEXT ? 'licensee' : 'platform';
    return view(currency, balances, next, keptBy);
  }

  /** Lines of one bucket, newest first, each with the balance after it [D21]. */
  async statement(ctx: Context, query: StatementQuery): Promise<Page<StatementLineView>> {
    return this.db.read(ctx, (tx) => this.statementOf(tx, personOf(ctx).personId, query));
  }

  /** The same of any person. */
  async statementOf(tx: Tx, personId: string, query: UserStatementQuery): Promise<Page<StatementLineView>> {
    const currency = await this.licensees.currencyOf(tx);
    const before = cursorPosition(query.cursor, [/^\d{1,18}$/])?.[0];
    const rows = await this.lines(tx, personId, currency, query.bucket, before, query.limit + 1);
    return page(
      rows,
      query.limit,
      (row) => [String(row.seq)],
      (row) => line(row, currency),
    );
  }

  /** The whole statement of one bucket as CSV, oldest first. Amounts are integers in minor units. @throws ExportTooLarge */
  async statementCsv(ctx: Context, query: StatementQuery): Promise<string> {
    return this.db.read(ctx, async (tx) => {
      const currency = await this.licensees.currencyOf(tx);
      const rows = assertFits(
        await this.lines(tx, personOf(ctx).personId, currency, query.bucket, undefined, MAX_ROWS + 1),
      );
      return csvOf(
        ['time', 'transaction', 'kind', 'amount_minor', 'balance_after_minor', 'currency', 'call'],
        rows
          .reverse()
          .map((row) => line(row, currency))
          .map((one) => [
            one.createdAt,
            one.id,
            one.kind,
            one.amountMinor,
            one.balanceAfterMinor,
            currency,
            one.callId ?? null,
          ]),
      );
    });
  }

  /** Promo credit from staff: a bucket of its own that is spent first and never paid out [D16]. @throws NotFound, AccountClosed */
  async grantCredit(ctx: Context, personId: string, input: GrantCredit): Promise<CreditView> {
    return this.db.transaction(ctx, async (tx) => {
      const [person] = await rowsOf(
        tx,
        `select 1 from app.person where licensee_id = $1 and id = $2 and role = 'end_user'`,
        [ctx.licenseeId, personId],
      );
      if (!person) throw new NotFound();
      await assertAccountOpen(tx, personId);
      const currency = await this.licensees.currencyOf(tx);
      const amount = BigInt(input.amountMinor);
      const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt);
      if (expiresAt !== null && expiresAt <= tx.now)
        throw new InvalidRequest([{ pointer: '/expiresAt', detail: 'must be in the future' }]);
      const id = await this.lots.grant(tx, {
        personId,
        currency,
        amount,
        source: 'credit',
        sponsor: 'licensee',
        expiresAt,
        key: `credit:${holderOf(ctx)}:${idempotencyKeyOf(ctx)}`,
      });
      const [first] = await rowsOf(
        tx,
        `insert into app.credit (licensee_id, id, person_id, granted_by, amount, currency, reason, transaction_id, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (licensee_id, transaction_id) do nothing returning id`,
        [
          ctx.licenseeId,
          newId(),
          personId,
          actingOf(ctx).personId,
          amount,
          currency,
          input.reason,
          id,
          tx.now,
          expiresAt,
        ],
      );
      // A repeat after a crash tells nothing twice.
      if (first) {
        await recordAudit(tx, {
          action: 'credit.granted',
          subject: { kind: 'person', id: publicId('person', personId) },
          after: { amountMinor: input.amountMinor, currency, ...(expiresAt && { expiresAt: expiresAt.toISOString() }) },
          reason: input.reason,
        });
        await this.changed(tx, personId);
      }
      return {
        id: publicId('transaction', id),
        personId: publicId('person', personId),
        amountMinor: input.amountMinor,
        currency,
        reason: input.reason,
        expiresAt: expiresAt?.toISOString() ?? null,
      };
    });
  }

  /** Sums per currency and every broken invariant of the tenant's books [D6, J1]. */
  async checkLedger(ctx: Context): Promise<LedgerCheckView> {
    return this.db.read(ctx, async (tx) => {
      const sums = await rowsOf<{ currency: string; sum: string; transactions: bigint }>(
        tx,
        `select t.currency, coalesce(sum(e.amount), 0)::text as sum, count(distinct t.id) as transactions
           from app.ledger_transaction t left join app.ledger_entry e on e.licensee_id = t.licensee_id and e.transaction_id = t.id
          where t.licensee_id = $1 group by t.currency`,
        [ctx.licenseeId],
      );
      const violations = await this.ledger.violations(tx);
      return {
        sumByCurrency: Object.fromEntries(sums.map((row) => [row.currency, toJsonMinor(BigInt(row.sum))])),
        transactions: sums.reduce((total, row) => total + toJsonMinor(row.transactions), 0),
        driftedAccounts: new Set(
          violations.filter((found) => /drift|chain/.test(found.rule)).map((found) => found.subject),
        ).size,
        negativeWallets: new Set(
          violations.filter((found) => found.rule.startsWith('negative')).map((found) => found.subject),
        ).size,
        violations,
      };
    });
  }

  /** Opens the wallet of a person, so that it can be credited. @returns the account id. */
  async open(tx: Tx, personId: string, currency: string): Promise<string> {
    return this.ledger.openAccount(tx, 'wallet', personId, currency);
  }

  /** Tells the person's open screens, and who asked to know, that the balance moved. */
  async changed(tx: Tx, personId: string): Promise<void> {
    const wallet = await this.viewOf(tx, personId);
    await this.live.tell(tx, [personId], 'wallet.changed', { ...wallet });
    const { currency, paidMinor, promoMinor, heldMinor, availableMinor } = wallet;
    await this.outbox.add(tx, WalletChanged, {
      personId,
      currency,
      paidMinor,
      promoMinor,
      heldMinor,
      availableMinor,
      isFrozen: wallet.frozenReason !== null,
    });
  }

  async balances(tx: Tx, personId: string, currency: string): Promise<Balances> {
    const rows = await rowsOf<{ kind: string; balance: bigint; held: bigint; frozen_reason: string | null }>(
      tx,
      `select kind, balance, held, frozen_reason from app.ledger_account where licensee_id = $1 and owner_id = $2 and currency = $3 and kind in ('wallet', 'promo')`,
      [tx.ctx.licenseeId, personId, currency],
    );
    const of = (kind: string) => rows.find((row) => row.kind === kind);
    return {
      paid: of('wallet')?.balance ?? 0n,
      promo: of('promo')?.balance ?? 0n,
      held: (of('wallet')?.held ?? 0n) + (of('promo')?.held ?? 0n),
      frozenReason: of('wallet')?.frozen_reason ?? null,
    };
  }

  private lines(
    tx: Tx,
    personId: string,
    currency: string,
    bucket: StatementQuery['bucket'],
    before: string | undefined,
    limit: number,
  ): Promise<StatementRow[]> {
    return rowsOf<StatementRow>(
      tx,
      `select e.seq, e.transaction_id, case when w.id is null then t.kind else 'warning_' || t.kind end as kind, e.amount, e.balance_after, t.ref_id, e.created_at, b.top_up_id as bonus_of, o.expires_at
         from app.ledger_account a
         join app.ledger_entry e on e.licensee_id = a.licensee_id and e.account_id = a.id and e.seq is not null
         join app.ledger_transaction t on t.licensee_id = e.licensee_id and t.id = e.transaction_id
         -- Money that a warning of fraud holds is not in dispute: its words are others.
         left join app.fraud_warning w on t.kind in ('freeze', 'unfreeze') and w.licensee_id = t.licensee_id and w.id = t.ref_id
         left join app.top_up_bonus b on a.kind = 'promo' and b.licensee_id = t.licensee_id and b.transaction_id = t.id
         left join app.promo_lot o on a.kind = 'promo' and o.licensee_id = t.licensee_id and o.transaction_id = t.id
        where a.licensee_id = $1 and a.owner_id = $2 and a.currency = $3 and a.kind = $4 and ($5::bigint is null or e.seq < $5)
        order by e.seq desc limit $6`,
      [tx.ctx.licenseeId, personId, currency, bucket === 'promo' ? 'promo' : 'wallet', before ?? null, limit],
    );
  }
}

function view(currency: string, balances: Balances, next: NextExpiry | null, keptBy: WalletView['keptBy']): WalletView {
  return {
    currency,
    paidMinor: toJsonMinor(balances.paid),
    promoMinor: toJsonMinor(balances.promo),
    heldMinor: toJsonMinor(balances.held),
    availableMinor: toJsonMinor(balances.paid + balances.promo - balances.held),
    frozenReason: balances.frozenReason,
    promoExpiresAt: next?.at.toISOString() ?? null,
    promoExpiringMinor: toJsonMinor(next?.amount ?? 0n),
    keptBy,
  };
}

function line(row: StatementRow, currency: string): StatementLineView {
  const ofCall = row.kind === 'settlement' || row.kind === 'call_refund' || row.kind === 'tip';
  return {
    id: publicId('transaction', row.transaction_id),
    kind: row.kind,
    amountMinor: toJsonMinor(row.amount),
    balanceAfterMinor: toJsonMinor(row.balance_after),
    currency,
    callId: ofCall && row.ref_id !== null ? publicId('call', row.ref_id) : null,
    bookingId: row.kind === 'booking_fee' && row.ref_id !== null ? publicId('booking', row.ref_id) : null,
    topUpId: row.bonus_of === null ? null : publicId('topUp', row.bonus_of),
    expiresAt: row.expires_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}

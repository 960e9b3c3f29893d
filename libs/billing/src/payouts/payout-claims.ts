import { Injectable } from '@nestjs/common';
import { type Tx, addSeconds, newId, rowsOf, shareOf, type LocalDate } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { Ledger } from '../ledger/ledger.js';
import { MoneyRulesService } from '../money-rules.service.js';
import { AdvisorReserves } from './advisor-reserves.service.js';
import type { Payee, PayeeAccount } from './connect-account-rows.js';
import { ConnectAccountsService } from './connect-accounts.service.js';
import { LicenseeShares, lastEarningDay, lockPayee } from './licensee-shares.js';
import { PayeeDebts } from './payee-debts.js';

/** Calls of an advisor's first weeks wait longer. */
const NEW_ADVISOR_DAYS = 30;
const DAY_SECONDS = 86_400;

export type PayoutCause = 'schedule' | 'staff' | 'final';

/** Why nothing is claimed. */
export type NoPayout =
  | 'nothing'
  | 'below_minimum'
  | 'no_account'
  | 'account_not_ready'
  | 'account_blocked'
  | 'payout_open'
  | 'no_tax_identity';

interface Entry {
  seq: bigint;
  transaction_id: string;
  amount: bigint;
  /** Was in a payout before, which failed. */
  seen: boolean;
}

interface Claim {
  readonly amount: bigint;
  readonly tax: bigint;
  /** What was given away since the last payout and came off this one. */
  readonly gifts: bigint;
  readonly transactionId: string;
  readonly accountId?: string;
  readonly entries: readonly Entry[];
}

/**
 * Claims what may be paid out: one transaction takes the entries, posts them from the payable to the clearing account and writes the payout, so two runs can
 * never take one earning [P11 of docs/money.md].
 */
@Injectable()
export class PayoutClaims {
  constructor(
    private readonly ledger: Ledger,
    private readonly rules: MoneyRulesService,
    private readonly licensees: LicenseesService,
    private readonly accounts: ConnectAccountsService,
    private readonly debts: PayeeDebts,
    private readonly shares: LicenseeShares,
    private readonly reserves: AdvisorReserves,
  ) {}

  /** @returns the id of the new payout, or why there is none. */
  async claim(
    tx: Tx,
    payee: Payee,
    cause: PayoutCause,
    requestedBy: string | null,
  ): Promise<{ payoutId: string } | { none: NoPayout; minimumMinor?: bigint }> {
    await lockPayee(tx, payee.partyId);
    const account = await this.accounts.openOf(tx, payee);
    const refusal = await this.refusal(tx, payee, account);
    if (refusal) return { none: refusal };
    const rules = await this.rules.of(tx);
    const currency = await this.licensees.currencyOf(tx);
    const payoutId = newId();
    const minimum = cause === 'final' ? 1n : rules.payoutMinimumMinor;
    const claim =
      payee.party === 'advisor'
        ? await this.advisorClaim(tx, payee.partyId, payoutId, currency, minimum)
        : await this.licenseeClaim(tx, payoutId, currency, minimum);
    if (typeof claim === 'string') return { none: claim, minimumMinor: minimum };
    await rowsOf(
      tx,
      `insert into app.payout (licensee_id, id, party, party_id, connect_account_id, currency, amount, tax_amount, cause, requested_by, status, transaction_id,
         next_try_at, created_at, gift_amount) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'claimed', $11, $12, $12, $13)`,
      [
        tx.ctx.licenseeId,
        payoutId,
        payee.party,
        payee.partyId,
        account!.id,
        currency,
        claim.amount,
        claim.tax,
        cause,
        requestedBy,
        claim.transactionId,
        tx.now,
        claim.gifts,
      ],
    );
    if (claim.accountId !== undefined)
      await rowsOf(
        tx,
        `insert into app.payout_entry (licensee_id, payout_id, account_id, seq, transaction_id, amount)
         select $1, $2, $3, * from unnest($4::bigint[], $5::uuid[], $6::bigint[])`,
        [
          tx.ctx.licenseeId,
          payoutId,
          claim.accountId,
          claim.entries.map(({ seq }) => seq),
          claim.entries.map(({ transaction_id }) => transaction_id),
          claim.entries.map(({ amount }) => amount),
        ],
      );
    if (claim.accountId !== undefined) await this.reserveRow(tx, payoutId, payee.partyId, currency);
    return { payoutId };
  }

  /** Days between the settlement of a call and the day from which its earning is available. */
  async holdDaysOf(tx: Tx, advisorId: string): Promise<number> {
    const { payoutHoldDays } = await this.licensees.termsOf(tx);
    const { newAdvisorHoldDays } = await this.rules.of(tx);
    if (newAdvisorHoldDays <= payoutHoldDays) return payoutHoldDays;
    const [first] = await rowsOf<{ at: Date | null }>(
      tx,
      `select min(e.created_at) as at from app.ledger_account a join app.ledger_entry e on e.licensee_id = a.licensee_id and e.account_id = a.id and e.seq = 1
        where a.licensee_id = $1 and a.kind = 'advisor_payable' and a.owner_id = $2`,
      [tx.ctx.licenseeId, advisorId],
    );
    const isNew = !first?.at || first.at > addSeconds(tx.now, -NEW_ADVISOR_DAYS * DAY_SECONDS);
    return isNew ? newAdvisorHoldDays : payoutHoldDays;
  }

  private async refusal(tx: Tx, payee: Payee, account: PayeeAccount | undefined): Promise<NoPayout | undefined> {
    if (!account) return 'no_account';
    if (account.status !== 'active') return 'account_not_ready';
    if (account.payout_block !== null) return 'account_blocked';
    const [open] = await rowsOf(
      tx,
      `select 1 from app.payout where licensee_id = $1 and party = $2 and party_id = $3 and status in ('claimed', 'transferred', 'in_payout', 'returning')`,
      [tx.ctx.licenseeId, payee.party, payee.partyId],
    );
    if (open) return 'payout_open';
    return (await this.lacksTaxIdentity(tx, payee)) ? 'no_tax_identity' : undefined;
  }

  /** Where the licensee asks for it, nobody is paid whose tax office is not known [I8]. */
  private async lacksTaxIdentity(tx: Tx, { party, partyId }: Payee): Promise<boolean> {
    if (party !== 'advisor' || !(await this.rules.of(tx)).taxIdentityRequired) return false;
    const [declared] = await rowsOf(
      tx,
      'select 1 from app.payee_tax where licensee_id = $1 and advisor_id = $2 and declared_at is not null',
      [tx.ctx.licenseeId, partyId],
    );
    return !declared;
  }

  private async advisorClaim(
    tx: Tx,
    advisorId: string,
    payoutId: string,
    currency: string,
    minimum: bigint,
  ): Promise<Claim | NoPayout> {
    const payable = await this.ledger.openAccount(tx, 'advisor_payable', advisorId, currency);
    await this.ledger.lockAccounts(tx, [payable]);
    const lastDay = await lastEarningDay(tx, this.licensees, await this.holdDaysOf(tx, advisorId));
    const sum = (entries: readonly Entry[]): bigint => entries.reduce((total, { amount }) => total + amount, 0n);
    const claimable = sum(await this.entries(tx, payable, lastDay));
    if (claimable <= 0n) return 'nothing';
    if (claimable < minimum) return 'below_minimum';
    await this.debts.recover(tx, advisorId, payable, currency, claimable);
    const earned = await this.entries(tx, payable, lastDay);
    // A debt was paid from it: that posting stands, whether the rest is paid out or not.
    if (sum(earned) <= 0n) return 'nothing';
    if (sum(earned) < minimum) return 'below_minimum';
    const fresh = sum(earned.filter(({ seen }) => !seen));
    const { reserveBp } = await this.reserves.of(tx, advisorId);
    if (reserveBp > 0 && fresh > 0n)
      await this.reserve(tx, advisorId, payable, payoutId, currency, shareOf(fresh, reserveBp, 'down'));
    const entries = await this.entries(tx, payable, lastDay);
    const amount = sum(entries);
    const house = await this.ledger.house(tx, currency, 'transfer_clearing');
    const transactionId = await this.ledger.post(tx, {
      kind: 'transfer',
      currency,
      key: `payout:${payoutId}`,
      legs: [
        { accountId: payable, amount: -amount },
        { accountId: house.transfer_clearing, amount },
      ],
      refId: payoutId,
    });
    return { amount, tax: 0n, gifts: 0n, transactionId, accountId: payable, entries };
  }

  /** The licensee's share, and the tax of what it sells itself. */
  private async licenseeClaim(tx: Tx, payoutId: string, currency: string, minimum: bigint): Promise<Claim | NoPayout> {
    const house = await this.ledger.house(tx, currency, 'licensee_payable', 'tax', 'transfer_clearing');
    const { share, tax, given } = await this.shares.available(tx, currency);
    const amount = share + tax;
    if (amount <= 0n) return 'nothing';
    if (amount < minimum) return 'below_minimum';
    const transactionId = await this.ledger.post(tx, {
      kind: 'transfer',
      currency,
      key: `payout:${payoutId}`,
      legs: [
        { accountId: house.licensee_payable, amount: -share },
        { accountId: house.tax, amount: -tax },
        { accountId: house.transfer_clearing, amount },
      ],
      refId: payoutId,
    });
    return { amount, tax, gifts: given - (await this.giftsBefore(tx, currency)), transactionId, entries: [] };
  }

  /** Gifts that came off the share in earlier payouts. One that failed gave its share back, so the next one bears its gifts too. */
  private async giftsBefore(tx: Tx, currency: string): Promise<bigint> {
    const [row] = await rowsOf<{ sum: bigint }>(
      tx,
      `select coalesce(sum(gift_amount), 0)::bigint as sum from app.payout where licensee_id = $1 and party = 'licensee' and currency = $2 and status <> 'failed'`,
      [tx.ctx.licenseeId, currency],
    );
    return row!.sum;
  }

  /**
   * Entries of a payable that no payout has: earnings that are old enough with what was taken back of them, and everything that is not an earning. Held earnings wait
   * together with what was taken back of them; of an earning that was paid out before, what is taken back counts at once. A payout that came back as a whole gave its
   * entries back; what came back of one in parts is an entry of its own.
   */
  private async entries(tx: Tx, accountId: string, lastDay: LocalDate): Promise<Entry[]> {
    const { timeZone } = await this.licensees.licenseeOf(tx);
    return rowsOf<Entry>(
      tx,
      `select e.seq, e.transaction_id, e.amount,
              t.kind in ('transfer_reversed', 'reserve_release') or exists (select 1 from app.payout_entry p where p.licensee_id = e.licensee_id and p.account_id = e.account_id and p.seq = e.seq) as seen
         from app.ledger_entry e
         join app.ledger_transaction t on t.licensee_id = e.licensee_id and t.id = e.transaction_id
         left join app.ledger_transaction o on o.licensee_id = t.licensee_id and o.id = t.reverses_id
        where e.licensee_id = $1 and e.account_id = $2 and e.seq is not null and t.kind not in ('transfer', 'transfer_failed')
          and (t.kind <> 'transfer_reversed' or exists (select 1 from app.payout r where r.licensee_id = t.licensee_id and r.id = t.ref_id and r.returned_amount > 0))
          and (t.kind not in ('settlement', 'call_refund', 'free_time', 'promo_cost', 'tip', 'booking_fee') or (coalesce(o.created_at, t.created_at) at time zone $3)::date <= $4::date)
          and not exists (select 1 from app.payout_entry p where p.licensee_id = e.licensee_id and p.account_id = e.account_id and p.seq = e.seq and p.released_at is null)
          and not exists (select 1 from app.earning_hold h where h.licensee_id = t.licensee_id and h.transaction_id = coalesce(o.id, t.id) and h.released_at is null
                             and not exists (select 1 from app.payout_entry p where p.licensee_id = h.licensee_id and p.transaction_id = h.transaction_id and p.released_at is null))
        order by e.seq`,
      [tx.ctx.licenseeId, accountId, timeZone, lastDay],
    );
  }

  /** Keeps a part back for a time [J15, P19]. */
  private async reserve(
    tx: Tx,
    advisorId: string,
    payable: string,
    payoutId: string,
    currency: string,
    amount: bigint,
  ): Promise<void> {
    if (amount === 0n) return;
    await this.ledger.post(tx, {
      kind: 'reserve_hold',
      currency,
      key: `reserve:${payoutId}`,
      legs: [
        { accountId: payable, amount: -amount },
        { accountId: await this.ledger.openAccount(tx, 'advisor_reserve', advisorId, currency), amount },
      ],
      refId: payoutId,
    });
  }

  /** The row of the reserve, after that of its payout. */
  private async reserveRow(tx: Tx, payoutId: string, advisorId: string, currency: string): Promise<void> {
    const { reserveDays } = await this.reserves.of(tx, advisorId);
    await rowsOf(
      tx,
      `insert into app.payout_reserve (licensee_id, id, payout_id, advisor_id, currency, amount, release_at, transaction_id)
       select t.licensee_id, $2, $3, $4, $5, e.amount, $6, t.id
         from app.ledger_transaction t
         join app.ledger_entry e on e.licensee_id = t.licensee_id and e.transaction_id = t.id and e.amount > 0
        where t.licensee_id = $1 and t.key = $7`,
      [
        tx.ctx.licenseeId,
        newId(),
        payoutId,
        advisorId,
        currency,
        addSeconds(tx.now, reserveDays * DAY_SECONDS),
        `reserve:${payoutId}`,
      ],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { type Tx, newId, rowsOf } from '@app/kernel';
import { Ledger } from '../ledger/ledger.js';
import { type Lot, expirable, inOrder, levelled, remainingOf, unheld } from './lot-spending.js';

export type PromoSponsor = 'licensee' | 'operator' | 'advisor';
type PromoSource = 'credit' | 'bonus' | 'coupon' | 'referral' | 'returned' | 'earlier';

export interface PromoGrant {
  readonly personId: string;
  readonly currency: string;
  readonly amount: bigint;
  readonly source: PromoSource;
  readonly sponsor: PromoSponsor;
  /** The advisor, where one is the sponsor. */
  readonly sponsorId?: string | null;
  readonly expiresAt: Date | null;
  /** Key of the posting: the same again grants nothing. */
  readonly key: string;
}

interface StoredLot extends Lot {
  readonly sponsor: PromoSponsor;
  readonly sponsorId: string | null;
  readonly toldAt: Date | null;
}

export interface PromoState {
  readonly accountId: string;
  readonly held: bigint;
  /** In the order of spending. */
  readonly lots: readonly StoredLot[];
}

/**
 * Promo credit by grant: who pays for it, and until when [D16, D18]. The ledger's functions know one promo balance and stay as fast as they are; the lots follow it.
 * They are brought level before anything is granted, expires or is taken back, under the lock of the promo account, so that each spending falls on the
 * lots there were at its time (`lot-spending.ts`).
 */
@Injectable()
export class PromoLots {
  constructor(private readonly ledger: Ledger) {}

  /** Grants credit [P5]. @returns the ledger transaction */
  async grant(tx: Tx, grant: PromoGrant): Promise<string> {
    const { personId, currency, amount } = grant;
    const { accountId } = await this.level(tx, personId, currency);
    const house = await this.ledger.house(tx, currency, 'promo_issued');
    const transactionId = await this.ledger.post(tx, {
      kind: 'promo_grant',
      currency,
      key: grant.key,
      legs: [
        { accountId, amount },
        { accountId: house.promo_issued, amount: -amount },
      ],
      refId: personId,
    });
    await this.open(tx, grant, transactionId);
    return transactionId;
  }

  /** The lots as they are now. Locks the promo account and writes what was spent of them since the last time. */
  async level(tx: Tx, personId: string, currency: string): Promise<PromoState> {
    const accountId = await this.ledger.openAccount(tx, 'promo', personId, currency);
    await this.ledger.lockAccounts(tx, [accountId]);
    const before = await this.stored(tx, personId, currency);
    const { balance, held } = await this.account(tx, accountId);
    const { lots, returned } = levelled(before, balance, tx.now);
    await this.write(tx, currency, before, lots);
    if (returned > 0n) {
      // Credit of before there were lots, or of a refund that came after its lot had ended. It is the user's, and has no end.
      const source = before.length === 0 ? 'earlier' : 'returned';
      await this.open(tx, { personId, currency, amount: returned, source, sponsor: 'licensee', expiresAt: null }, null);
    }
    return { accountId, held, lots: inOrder(returned > 0n ? await this.stored(tx, personId, currency) : lots) };
  }

  /** What expires next and when; looks only. */
  async nextExpiry(tx: Tx, personId: string, currency: string, balance: bigint): Promise<NextExpiry | null> {
    if (balance === 0n) return null;
    const { lots } = levelled(await this.stored(tx, personId, currency), balance, tx.now);
    const [first] = inOrder(lots).filter((lot) => remainingOf(lot) > 0n);
    const at = first?.expiresAt;
    if (!at) return null;
    const same = lots.filter(({ expiresAt }) => expiresAt?.getTime() === at.getTime());
    return { at, amount: same.reduce((total, lot) => total + remainingOf(lot), 0n) };
  }

  /** Ends what is left of expired lots, but nothing that a running call holds [P5x]. @returns minor units that expired */
  async expire(tx: Tx, personId: string, currency: string): Promise<bigint> {
    const { accountId, held, lots } = await this.level(tx, personId, currency);
    let total = 0n;
    for (const { lot, amount } of expirable(lots, held, tx.now)) {
      // What ended of this lot before is in the key: a lot can end in two parts, and neither twice.
      await this.end(tx, { accountId, currency, personId }, lot, amount, 'promo_expiry');
      total += amount;
    }
    return total;
  }

  /** Ends all that is left, of a closed account, but nothing that a running call holds [P5x]. @returns minor units that ended */
  async endAll(tx: Tx, personId: string, currency: string): Promise<bigint> {
    const { accountId, held, lots } = await this.level(tx, personId, currency);
    let total = 0n;
    for (const { lot, amount } of unheld(lots, held)) {
      if (amount === 0n) continue;
      await this.end(tx, { accountId, currency, personId }, lot, amount, 'promo_expiry');
      total += amount;
    }
    return total;
  }

  /**
   * Takes back what is left of a grant, but nothing that a running call holds: call it again when that has ended [P5r]. Never more than there is, so the balance
   * never falls below zero; what was spent is told, and owed by nobody.
   */
  async takeBack(tx: Tx, grant: { personId: string; currency: string; transactionId: string }): Promise<TakenBack> {
    const { personId, currency } = grant;
    const { accountId, held, lots } = await this.level(tx, personId, currency);
    const [{ id, used } = { id: undefined, used: 0n }] = await rowsOf<{ id: string; used: bigint }>(
      tx,
      'select id, used from app.promo_lot where licensee_id = $1 and transaction_id = $2',
      [tx.ctx.licenseeId, grant.transactionId],
    );
    const found = unheld(lots, held).find(({ lot }) => lot.id === id);
    if (!found) return { taken: 0n, held: 0n, spent: used };
    const { lot, amount } = found;
    if (amount > 0n) await this.end(tx, { accountId, currency, personId }, lot, amount, 'promo_clawback');
    return { taken: amount, held: remainingOf(lot) - amount, spent: lot.used };
  }

  /** Lots that end before a moment and of which nobody has been told; they are told of once. */
  async expiring(tx: Tx, personId: string, currency: string, before: Date): Promise<NextExpiry[]> {
    const { lots } = await this.level(tx, personId, currency);
    const due = lots.filter(
      (lot) =>
        lot.toldAt === null &&
        lot.expiresAt !== null &&
        lot.expiresAt > tx.now &&
        lot.expiresAt <= before &&
        remainingOf(lot) > 0n,
    );
    await rowsOf(tx, 'update app.promo_lot set told_at = $3 where licensee_id = $1 and id = any ($2)', [
      tx.ctx.licenseeId,
      due.map(({ id }) => id),
      tx.now,
    ]);
    return due.map((lot) => ({ at: lot.expiresAt!, amount: remainingOf(lot) }));
  }

  /** People with lots that may need something now: an end, a notice, or their cost posted to the operator. */
  async due(tx: Tx, before: Date): Promise<{ personId: string; currency: string }[]> {
    return rowsOf(
      tx,
      `select distinct person_id as "personId", currency from app.promo_lot
        where licensee_id = $1 and used + ended < amount
          and (expires_at <= $2 or (expires_at <= $3 and told_at is null) or sponsor = 'operator')`,
      [tx.ctx.licenseeId, tx.now, before],
    );
  }

  private async end(
    tx: Tx,
    { accountId, currency, personId }: { accountId: string; currency: string; personId: string },
    lot: StoredLot,
    amount: bigint,
    kind: 'promo_expiry' | 'promo_clawback',
  ): Promise<void> {
    const house = await this.ledger.house(tx, currency, 'promo_issued');
    await this.ledger.post(tx, {
      kind,
      currency,
      key: `${kind}:${lot.id}:${lot.ended}`,
      legs: [
        { accountId, amount: -amount },
        { accountId: house.promo_issued, amount },
      ],
      refId: personId,
    });
    await rowsOf(tx, 'update app.promo_lot set ended = ended + $3 where licensee_id = $1 and id = $2', [
      tx.ctx.licenseeId,
      lot.id,
      amount,
    ]);
  }

  private async open(tx: Tx, lot: Omit<PromoGrant, 'key'>, transactionId: string | null): Promise<void> {
    await rowsOf(
      tx,
      `insert into app.promo_lot (licensee_id, id, person_id, currency, source, sponsor, amount, transaction_id, expires_at, created_at, sponsor_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (licensee_id, transaction_id) do nothing`,
      [
        tx.ctx.licenseeId,
        newId(),
        lot.personId,
        lot.currency,
        lot.source,
        lot.sponsor,
        lot.amount,
        transactionId,
        lot.expiresAt,
        tx.now,
        lot.sponsorId ?? null,
      ],
    );
  }

  /**
   * Writes what changed, and moves the cost of what was used to the operator where it is the sponsor [P5u, J9]: the settlement posted it to the licensee's promo expense. What an
   * advisor pays for depends on whom it was spent with: {@link PromoSponsors}.
   */
  private async write(
    tx: Tx,
    currency: string,
    before: readonly StoredLot[],
    after: readonly StoredLot[],
  ): Promise<void> {
    for (const lot of after) {
      const used = lot.used - before.find(({ id }) => id === lot.id)!.used;
      if (used === 0n) continue;
      await rowsOf(tx, 'update app.promo_lot set used = $3 where licensee_id = $1 and id = $2', [
        tx.ctx.licenseeId,
        lot.id,
        lot.used,
      ]);
      if (lot.sponsor !== 'operator') continue;
      const house = await this.ledger.house(tx, currency, 'platform_fee', 'promo_expense');
      await this.ledger.post(tx, {
        kind: 'promo_cost',
        currency,
        key: `promo_cost:${newId()}`,
        legs: [
          { accountId: house.promo_expense, amount: used },
          { accountId: house.platform_fee, amount: -used },
        ],
        refId: lot.id,
      });
    }
  }

  /** Lots of which something is left, or to which a refund could still go. */
  private stored(tx: Tx, personId: string, currency: string): Promise<StoredLot[]> {
    return rowsOf<StoredLot>(
      tx,
      `select l.id, l.amount, l.used, l.ended, l.expires_at as "expiresAt", l.sponsor, l.sponsor_id as "sponsorId", l.told_at as "toldAt", r.id is not null as "isTakenBack"
         from app.promo_lot l
         left join app.referral r on l.source = 'referral' and r.licensee_id = l.licensee_id and r.status = 'reversed'
               and l.transaction_id in (r.inviter_transaction_id, r.invited_transaction_id)
        where l.licensee_id = $1 and l.person_id = $2 and l.currency = $3
          and (l.used + l.ended < l.amount or (l.used > 0 and (l.expires_at is null or l.expires_at > $4 or r.id is not null)))`,
      [tx.ctx.licenseeId, personId, currency, tx.now],
    );
  }

  private async account(tx: Tx, id: string): Promise<{ balance: bigint; held: bigint }> {
    const [row] = await rowsOf<{ balance: bigint; held: bigint }>(
      tx,
      'select balance, held from app.ledger_account where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, id],
    );
    return row!;
  }
}

/** Minor units of a grant that was taken back. */
export interface TakenBack {
  readonly taken: bigint;
  /** Still there: a running call holds it. */
  readonly held: bigint;
  readonly spent: bigint;
}

export interface NextExpiry {
  readonly at: Date;
  readonly amount: bigint;
}

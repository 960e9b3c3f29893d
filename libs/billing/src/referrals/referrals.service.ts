import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Every,
  Jobs,
  Outbox,
  Task,
  type Tx,
  addSeconds,
  log,
  newId,
  rowsOf,
  systemContext,
  toJsonMinor,
  updateRow,
} from '@app/kernel';
import { Arrivals } from '@app/identity';
import { LicenseesService } from '@app/licensees';
import { NewCustomers } from '../promos/new-customers.service.js';
import { isAccountOpen } from '../promos/open-account.js';
import { PromoLots, type PromoSponsor } from '../promos/promo-lots.service.js';
import type { TopUp } from '../top-ups/top-up.entity.js';
import { WalletsService } from '../wallets.service.js';
import { ReferralProgrammes } from './referral-programme.service.js';
import type { ReferralStatus } from './referrals.dto.js';
import { ReferralReversed, ReferralRewarded } from './referrals.events.js';

const DAY_SECONDS = 86_400;

interface Referral {
  id: string;
  inviter_id: string;
  invited_id: string;
  status: ReferralStatus;
  currency: string;
  inviter_reward: bigint;
  inviter_days: number | null;
  invited_reward: bigint;
  invited_days: number | null;
  sponsor: Exclude<PromoSponsor, 'advisor'>;
  min_top_up: bigint;
  most_per_inviter: number | null;
  wait_days: number;
  top_up_id: string | null;
  due_at: Date | null;
  inviter_transaction_id: string | null;
  invited_transaction_id: string | null;
  rewarded_at: Date | null;
  inviter_taken: bigint;
  invited_taken: bigint;
}

/**
 * Rewards for who brings somebody, once per person who was brought [D24]. The row is the state: joined, then waiting from the first payment that is large enough,
 * then rewarded; reversed when that payment does not stay. Its lock comes before those of the accounts, and every way to a reward or away from it takes it.
 */
@Injectable()
export class Referrals extends Arrivals {
  constructor(
    private readonly db: Db,
    private readonly programmes: ReferralProgrammes,
    private readonly lots: PromoLots,
    private readonly wallets: WalletsService,
    private readonly licensees: LicenseesService,
    private readonly jobs: Jobs,
    private readonly outbox: Outbox,
    private readonly newCustomers: NewCustomers,
  ) {
    super();
  }

  /** Notes who brought a new person, with the terms of the day. A code that is not known, or a programme that is off, changes nothing. */
  override async arrived(tx: Tx, arrival: { personId: string; referralCode: string }): Promise<void> {
    const terms = await this.programmes.of(tx);
    if (!terms.is_on) return;
    const [inviter] = await rowsOf<{ id: string }>(
      tx,
      `select p.id from app.referral_code c join app.person p on p.licensee_id = c.licensee_id and p.id = c.person_id
        where c.licensee_id = $1 and c.code = $2 and p.role = 'end_user' and p.status = 'active'`,
      [tx.ctx.licenseeId, arrival.referralCode.trim().toUpperCase()],
    );
    if (!inviter) return;
    await rowsOf(
      tx,
      `insert into app.referral (licensee_id, id, inviter_id, invited_id, status, currency, inviter_reward, inviter_days, invited_reward, invited_days, sponsor,
         min_top_up, most_per_inviter, wait_days, created_at) values ($1, $2, $3, $4, 'joined', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
       on conflict (licensee_id, invited_id) do nothing`,
      [
        tx.ctx.licenseeId,
        newId(),
        inviter.id,
        arrival.personId,
        await this.licensees.currencyOf(tx),
        terms.inviter_reward,
        terms.inviter_days,
        terms.invited_reward,
        terms.invited_days,
        terms.sponsor,
        terms.min_top_up,
        terms.most_per_inviter,
        terms.wait_days,
        tx.now,
      ],
    );
  }

  /**
   * The referral that brought this person, locked. Call it before anything of the person's wallet is locked, where the payment of a referral may come or go.
   */
  async lock(tx: Tx, invitedId: string): Promise<Referral | undefined> {
    return this.locked(tx, 'invited_id', invitedId);
  }

  /** The first payment that is large enough starts the wait. Call it in the transaction that credits the top-up, before its posting, once its card is noted. */
  async qualify(
    tx: Tx,
    topUp: Pick<TopUp, 'id' | 'personId' | 'amount' | 'currency'>,
    cardFingerprint: string | undefined,
  ): Promise<void> {
    const row = await this.lock(tx, topUp.personId);
    if (row?.status !== 'joined' || topUp.currency !== row.currency || topUp.amount < row.min_top_up) return;
    const dueAt = addSeconds(tx.now, row.wait_days * DAY_SECONDS);
    const paid = { top_up_id: topUp.id, due_at: dueAt };
    const known = (await this.isCardOfOthers(tx, row, cardFingerprint))
      ? 'card'
      : await this.newCustomers.knownBy(tx, topUp.personId);
    if (known !== undefined) {
      await this.write(tx, row.id, { ...paid, status: 'refused', refusal: `same_${known}` });
      return;
    }
    const isCapped = await this.isCapped(tx, row);
    await this.write(tx, row.id, {
      ...paid,
      status: 'waiting',
      is_capped: isCapped,
      ...(isCapped ? { inviter_reward: 0n } : {}),
    });
    if (row.wait_days === 0)
      await this.jobs.add(tx, 'billing.reward_referral', { id: row.id }, { queue: `referral:${row.id}` });
  }

  /** Gives both rewards when the wait is over and the payment still stands. Safe to repeat. */
  @Task('billing.reward_referral')
  async reward(ctx: Context, payload: { id: string }): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const row = await this.locked(tx, 'id', payload.id);
      if (row?.status !== 'waiting' || row.due_at! > tx.now) return;
      // A bank or a card network has the word first; it is looked at again.
      if (await this.isInDoubt(tx, row.top_up_id!)) return;
      const inviterGrant = await this.grant(tx, row, 'inviter');
      const invitedGrant = await this.grant(tx, row, 'invited');
      await this.write(tx, row.id, {
        status: 'rewarded',
        rewarded_at: tx.now,
        inviter_transaction_id: inviterGrant,
        invited_transaction_id: invitedGrant,
      });
      await this.outbox.add(tx, ReferralRewarded, {
        ...factOf(row),
        inviterMinor: toJsonMinor(row.inviter_reward),
        invitedMinor: toJsonMinor(row.invited_reward),
      });
    });
  }

  /**
   * A payment lost money: refunded, or a dispute that was lost. When less of it is left than the programme asks for, the rewards are taken back. The referral must
   * be locked since before the wallet was. A dispute that is won later, by an appeal, brings nothing back.
   */
  async paymentLost(tx: Tx, personId: string, topUpId: string, reversal: 'refunded' | 'dispute_lost'): Promise<void> {
    const row = await this.lock(tx, personId);
    if (row?.top_up_id !== topUpId || (row.status !== 'waiting' && row.status !== 'rewarded')) return;
    if ((await this.leftOf(tx, topUpId)) >= row.min_top_up) return;
    await this.write(tx, row.id, { status: 'reversed', reversal, reversed_at: tx.now });
    await this.takeBack(tx, row);
    await this.outbox.add(tx, ReferralReversed, { ...factOf(row), cause: reversal });
  }

  /**
   * A refund gave promo credit back to this person. What of it was a reward that was taken back since is taken again, in a transaction of its own: the lock of a
   * referral comes before those of the accounts, which the refund holds already.
   */
  async creditReturned(tx: Tx, personId: string): Promise<void> {
    await this.jobs.add(tx, 'billing.take_rewards_again', { personId }, { queue: `referrals:${personId}` });
  }

  /** Safe to repeat: nothing is left to take after it. */
  @Task('billing.take_rewards_again')
  async takeAgain(ctx: Context, { personId }: { personId: string }): Promise<void> {
    const reversed = await this.db.read(ctx, (tx) =>
      rowsOf<{ id: string }>(
        tx,
        `select id from app.referral where licensee_id = $1 and (inviter_id = $2 or invited_id = $2) and status = 'reversed' and rewarded_at is not null order by id`,
        [ctx.licenseeId, personId],
      ),
    );
    for (const { id } of reversed) await this.takeRest(ctx, id);
  }

  /** Rewards that are due, and what calls held when rewards were taken back. */
  @Every('*/10 * * * *', 'billing.referrals')
  async due(): Promise<void> {
    for (const { id: licenseeId } of await this.db.resolve<{ id: string }>('select app.licensee_ids() as id')) {
      const ctx = systemContext(licenseeId, 'billing.referrals');
      const due = await this.db.read(ctx, (tx) =>
        rowsOf<{ id: string; status: ReferralStatus }>(
          tx,
          `select id, status from app.referral where licensee_id = $1
              and ((status = 'waiting' and due_at <= $2) or (status = 'reversed' and settled_at is null)) order by id`,
          [licenseeId, tx.now],
        ),
      );
      for (const { id, status } of due)
        await (status === 'waiting' ? this.reward(ctx, { id }) : this.takeRest(ctx, id)).catch((error: unknown) =>
          // One that cannot be looked at now does not keep the others.
          log.error({ err: error, licenseeId, referralId: id }, 'a referral cannot be looked at'),
        );
    }
  }

  private async takeRest(ctx: Context, id: string): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      const row = await this.locked(tx, 'id', id);
      if (row?.status === 'reversed') await this.takeBack(tx, row);
    });
  }

  private async grant(tx: Tx, row: Referral, side: 'inviter' | 'invited'): Promise<string | null> {
    const amount = row[`${side}_reward`];
    if (amount === 0n) return null;
    const days = row[`${side}_days`];
    const personId = row[`${side}_id`];
    if (!(await isAccountOpen(tx, personId))) return null;
    const transactionId = await this.lots.grant(tx, {
      personId,
      currency: row.currency,
      amount,
      source: 'referral',
      sponsor: row.sponsor,
      expiresAt: days === null ? null : addSeconds(tx.now, days * DAY_SECONDS),
      key: `referral:${row.id}:${side}`,
    });
    await this.wallets.changed(tx, personId);
    return transactionId;
  }

  /** The inviter first: always the same order, and who invites was there before who is invited, so two referrals never wait for each other. */
  private async takeBack(tx: Tx, row: Referral): Promise<void> {
    let held = 0n;
    for (const side of ['inviter', 'invited'] as const) {
      const transactionId = row[`${side}_transaction_id`];
      if (transactionId === null) continue;
      const personId = row[`${side}_id`];
      const back = await this.lots.takeBack(tx, { personId, currency: row.currency, transactionId });
      held += back.held;
      await this.write(tx, row.id, {
        [`${side}_taken`]: row[`${side}_taken`] + back.taken,
        [`${side}_spent`]: back.spent,
      });
      if (back.taken > 0n) await this.wallets.changed(tx, personId);
    }
    await this.write(tx, row.id, { settled_at: held === 0n ? tx.now : null });
  }

  /** Counted behind the lock of the inviter's code, so that people who pay at the same moment are counted one after the other. */
  private async isCapped(tx: Tx, row: Referral): Promise<boolean> {
    if (row.most_per_inviter === null) return false;
    await rowsOf(tx, 'select 1 from app.referral_code where licensee_id = $1 and person_id = $2 for no key update', [
      tx.ctx.licenseeId,
      row.inviter_id,
    ]);
    return (await this.programmes.rewardsHad(tx, row.inviter_id)) >= BigInt(row.most_per_inviter);
  }

  /** The same card paid for the inviter, or for somebody else whom they brought: that is one person with several accounts. */
  private async isCardOfOthers(tx: Tx, row: Referral, fingerprint: string | undefined): Promise<boolean> {
    if (fingerprint === undefined) return false;
    const found = await rowsOf(
      tx,
      `select 1 from app.top_up t where t.licensee_id = $1 and t.card_fingerprint = $2 and t.person_id <> $4
          and (t.person_id = $3 or exists (select 1 from app.referral r where r.licensee_id = $1 and r.inviter_id = $3 and r.invited_id = t.person_id)) limit 1`,
      [tx.ctx.licenseeId, fingerprint, row.inviter_id, row.invited_id],
    );
    return found.length > 0;
  }

  /** A dispute is open, or a warning of fraud stands. */
  private async isInDoubt(tx: Tx, topUpId: string): Promise<boolean> {
    const found = await rowsOf(
      tx,
      `select 1 from app.dispute where licensee_id = $1 and top_up_id = $2 and outcome is null
       union all select 1 from app.fraud_warning where licensee_id = $1 and top_up_id = $2 and status = 'frozen'`,
      [tx.ctx.licenseeId, topUpId],
    );
    return found.length > 0;
  }

  /** What is left of a payment after refunds and lost disputes. */
  private async leftOf(tx: Tx, topUpId: string): Promise<bigint> {
    const [row] = await rowsOf<{ left: bigint }>(
      tx,
      `select (t.amount - coalesce((select sum(p.amount) from app.wallet_refund_part p where p.licensee_id = $1 and p.top_up_id = t.id and p.status <> 'failed'), 0)
                 - coalesce((select sum(d.amount) from app.dispute d where d.licensee_id = $1 and d.top_up_id = t.id and d.outcome = 'lost'), 0))::bigint as left
         from app.top_up t where t.licensee_id = $1 and t.id = $2`,
      [tx.ctx.licenseeId, topUpId],
    );
    return row!.left;
  }

  private async locked(tx: Tx, column: 'id' | 'invited_id', id: string): Promise<Referral | undefined> {
    const [row] = await rowsOf<Referral>(
      tx,
      `select * from app.referral where licensee_id = $1 and ${column} = $2 for no key update`,
      [tx.ctx.licenseeId, id],
    );
    return row;
  }

  private async write(tx: Tx, id: string, columns: Readonly<Record<string, unknown>>): Promise<void> {
    await updateRow(tx, 'referral', { id }, columns);
  }
}

const factOf = (row: Referral) => ({
  referralId: row.id,
  inviterId: row.inviter_id,
  invitedId: row.invited_id,
  currency: row.currency,
});

import { Injectable } from '@nestjs/common';
import { type Context, Db, InvalidRequest, type Tx, recordAudit, rowsOf, toJsonMinor } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import type { PromoSponsor } from '../promos/promo-lots.service.js';
import type { ReferralOfferView, ReferralProgrammeView, SetReferralProgramme } from './referrals.dto.js';

export interface ReferralProgramme {
  readonly is_on: boolean;
  readonly inviter_reward: bigint;
  readonly inviter_days: number | null;
  readonly invited_reward: bigint;
  readonly invited_days: number | null;
  readonly sponsor: Exclude<PromoSponsor, 'advisor'>;
  readonly min_top_up: bigint;
  readonly most_per_inviter: number | null;
  readonly wait_days: number;
  readonly changed_at: Date | null;
}

/** Nothing is promised before the licensee says so; the figures are what its form begins with. */
const NONE: ReferralProgramme = {
  is_on: false,
  inviter_reward: 500n,
  inviter_days: 90,
  invited_reward: 500n,
  invited_days: 90,
  sponsor: 'licensee',
  min_top_up: 2000n,
  most_per_inviter: 20,
  wait_days: 14,
  changed_at: null,
};

/** What a licensee gives to people who bring others [D24]. A change is for those who sign up after it. */
@Injectable()
export class ReferralProgrammes {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
  ) {}

  async of(tx: Tx): Promise<ReferralProgramme> {
    const [row] = await rowsOf<ReferralProgramme>(tx, 'select * from app.referral_programme where licensee_id = $1', [
      tx.ctx.licenseeId,
    ]);
    return row ?? NONE;
  }

  /** What an invitation brings now. */
  offer(ctx: Context): Promise<ReferralOfferView> {
    return this.db.read(ctx, (tx) => this.offerOf(tx));
  }

  async offerOf(tx: Tx): Promise<ReferralOfferView> {
    const { isOn, inviterRewardMinor, inviterRewardDays, invitedRewardMinor, invitedRewardDays, ...rest } =
      await this.view(tx);
    const { minTopUpMinor, waitDays, currency } = rest;
    return {
      isOn,
      inviterRewardMinor,
      inviterRewardDays,
      invitedRewardMinor,
      invitedRewardDays,
      minTopUpMinor,
      waitDays,
      currency,
    };
  }

  show(ctx: Context): Promise<ReferralProgrammeView> {
    return this.db.read(ctx, (tx) => this.view(tx));
  }

  /** @throws InvalidRequest when nobody would get anything */
  async set(ctx: Context, input: SetReferralProgramme): Promise<ReferralProgrammeView> {
    if (input.inviterRewardMinor === 0 && input.invitedRewardMinor === 0)
      throw new InvalidRequest([
        { pointer: '/inviterRewardMinor', detail: 'one of the two rewards must be above zero' },
      ]);
    return this.db.transaction(ctx, async (tx) => {
      const before = await this.view(tx);
      // A licensee's programme is its own cost, whoever pays for other promo credit.
      await rowsOf(
        tx,
        `insert into app.referral_programme (licensee_id, is_on, inviter_reward, inviter_days, invited_reward, invited_days, sponsor, min_top_up, most_per_inviter,
           wait_days, changed_at) values ($1, $2, $3, $4, $5, $6, 'licensee', $7, $8, $9, $10)
         on conflict (licensee_id) do update set is_on = $2, inviter_reward = $3, inviter_days = $4, invited_reward = $5, invited_days = $6, min_top_up = $7,
           most_per_inviter = $8, wait_days = $9, changed_at = $10`,
        [
          ctx.licenseeId,
          input.isOn,
          BigInt(input.inviterRewardMinor),
          input.inviterRewardDays,
          BigInt(input.invitedRewardMinor),
          input.invitedRewardDays,
          BigInt(input.minTopUpMinor),
          input.mostPerInviter,
          input.waitDays,
          tx.now,
        ],
      );
      const after = await this.view(tx);
      const differs = ([name]: [string, unknown]): boolean =>
        name !== 'changedAt' && before[name as keyof typeof before] !== after[name as keyof typeof after];
      await recordAudit(tx, {
        action: 'referral_programme.changed',
        before: Object.fromEntries(Object.entries(before).filter(differs)),
        after: Object.fromEntries(Object.entries(after).filter(differs)),
      });
      return after;
    });
  }

  /** Rewards that an inviter got or is about to get; one that was taken back was one. */
  async rewardsHad(tx: Tx, inviterId: string): Promise<bigint> {
    const [had] = await rowsOf<{ count: bigint }>(
      tx,
      `select count(*) as count from app.referral where licensee_id = $1 and inviter_id = $2 and not is_capped
          and (status in ('waiting', 'rewarded') or (status = 'reversed' and rewarded_at is not null))`,
      [tx.ctx.licenseeId, inviterId],
    );
    return had!.count;
  }

  private async view(tx: Tx): Promise<ReferralProgrammeView> {
    const programme = await this.of(tx);
    return {
      isOn: programme.is_on,
      inviterRewardMinor: toJsonMinor(programme.inviter_reward),
      inviterRewardDays: programme.inviter_days,
      invitedRewardMinor: toJsonMinor(programme.invited_reward),
      invitedRewardDays: programme.invited_days,
      minTopUpMinor: toJsonMinor(programme.min_top_up),
      mostPerInviter: programme.most_per_inviter,
      waitDays: programme.wait_days,
      sponsor: programme.sponsor,
      currency: await this.licensees.currencyOf(tx),
      changedAt: programme.changed_at?.toISOString() ?? null,
    };
  }
}

import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  type Page,
  type PageQuery,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  page,
  personOf,
  publicId,
  publicUrl,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { newReferralCode } from './referral-code.js';
import { ReferralProgrammes } from './referral-programme.service.js';
import type {
  InvitationView,
  OwnReferralView,
  ReferralFiguresView,
  ReferralStatus,
  ReferralView,
  ReferralsQuery,
} from './referrals.dto.js';

interface Row {
  id: string;
  status: ReferralStatus;
  inviter_id: string;
  invited_id: string;
  inviter_name: string;
  invited_name: string;
  inviter_reward: bigint;
  invited_reward: bigint;
  inviter_taken: bigint;
  invited_taken: bigint;
  inviter_spent: bigint;
  invited_spent: bigint;
  is_capped: boolean;
  refusal: ReferralView['refusal'];
  reversal: ReferralView['reversal'];
  shares_address: boolean;
  currency: string;
  created_at: Date;
  due_at: Date | null;
  rewarded_at: Date | null;
  reversed_at: Date | null;
}

/** Invitations as who invites and as staff see them. */
@Injectable()
export class ReferralDesk {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly programmes: ReferralProgrammes,
    private readonly licensees: LicenseesService,
  ) {}

  /** The caller's link, made when it is first looked at. */
  async show(ctx: Context): Promise<OwnReferralView> {
    return this.db.transaction(ctx, async (tx) => {
      const { personId } = personOf(ctx);
      const offer = await this.programmes.offerOf(tx);
      if (!offer.isOn) return { offer, code: null, link: null, rewardsLeft: null };
      const code = await this.codeOf(tx, personId);
      const site = publicUrl(this.config, await this.licensees.primaryHostOf(tx));
      return {
        offer,
        code,
        link: `${site}/sign-up?invitation=${code}`,
        rewardsLeft: await this.rewardsLeft(tx, personId),
      };
    });
  }

  /** The caller's invitations, newest first. Who was invited is not told. */
  async invitations(ctx: Context, query: PageQuery): Promise<Page<InvitationView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<Row>(
        tx,
        `select * from app.referral where licensee_id = $1 and inviter_id = $2 and ($3::uuid is null or id < $3) order by id desc limit $4`,
        [ctx.licenseeId, personOf(ctx).personId, before, query.limit + 1],
      );
      return page(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => ({
          id: publicId('referral', row.id),
          status: row.status,
          rewardMinor: toJsonMinor(row.inviter_reward),
          takenBackMinor: toJsonMinor(row.inviter_taken),
          currency: row.currency,
          joinedAt: row.created_at.toISOString(),
          dueAt: row.due_at?.toISOString() ?? null,
        }),
      );
    });
  }

  /** Referrals of the licensee, newest first. */
  async list(ctx: Context, query: ReferralsQuery): Promise<Page<ReferralView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<Row>(tx, REFERRALS, [ctx.licenseeId, query.status ?? null, before, query.limit + 1]);
      return page(rows, query.limit, (row) => [row.id], view);
    });
  }

  /** What the programme has given and taken back. */
  async figures(ctx: Context): Promise<ReferralFiguresView> {
    return this.db.read(ctx, async (tx) => {
      const currency = await this.licensees.currencyOf(tx);
      const [sums] = await rowsOf<
        Record<'joined' | 'paid' | 'rewarded' | 'given' | 'taken' | 'lost' | 'waiting', bigint>
      >(
        tx,
        `select count(*) as joined, count(top_up_id) as paid, count(rewarded_at) as rewarded,
                coalesce(sum(inviter_reward + invited_reward) filter (where rewarded_at is not null), 0)::bigint as given,
                coalesce(sum(inviter_taken + invited_taken), 0)::bigint as taken,
                coalesce(sum(inviter_spent + invited_spent), 0)::bigint as lost,
                coalesce(sum(inviter_reward + invited_reward) filter (where status = 'waiting'), 0)::bigint as waiting
           from app.referral where licensee_id = $1 and currency = $2`,
        [ctx.licenseeId, currency],
      );
      return {
        joined: toJsonMinor(sums!.joined),
        paid: toJsonMinor(sums!.paid),
        rewarded: toJsonMinor(sums!.rewarded),
        givenMinor: toJsonMinor(sums!.given),
        takenBackMinor: toJsonMinor(sums!.taken),
        lostMinor: toJsonMinor(sums!.lost),
        waitingMinor: toJsonMinor(sums!.waiting),
        currency,
      };
    });
  }

  private async codeOf(tx: Tx, personId: string): Promise<string> {
    await rowsOf(
      tx,
      'insert into app.referral_code (licensee_id, person_id, code, created_at) values ($1, $2, $3, $4) on conflict (licensee_id, person_id) do nothing',
      [tx.ctx.licenseeId, personId, newReferralCode(), tx.now],
    );
    const [row] = await rowsOf<{ code: string }>(
      tx,
      'select code from app.referral_code where licensee_id = $1 and person_id = $2',
      [tx.ctx.licenseeId, personId],
    );
    return row!.code;
  }

  private async rewardsLeft(tx: Tx, personId: string): Promise<number | null> {
    const { most_per_inviter: most } = await this.programmes.of(tx);
    if (most === null) return null;
    return Math.max(0, most - toJsonMinor(await this.programmes.rewardsHad(tx, personId)));
  }
}

/** An address that both used is a hint for people, never the key of a decision: homes and offices share one. */
const REFERRALS = `
  select r.*, a.display_name as inviter_name, b.display_name as invited_name,
         exists (select 1 from app.sign_in s join app.sign_in i on i.licensee_id = s.licensee_id and i.person_id = r.inviter_id and i.ip = s.ip
                  where s.licensee_id = r.licensee_id and s.person_id = r.invited_id and s.outcome = 'signed_up') as shares_address
    from app.referral r
    join app.person a on a.licensee_id = r.licensee_id and a.id = r.inviter_id
    join app.person b on b.licensee_id = r.licensee_id and b.id = r.invited_id
   where r.licensee_id = $1 and ($2::text is null or r.status = $2) and ($3::uuid is null or r.id < $3) order by r.id desc limit $4`;

const view = (row: Row): ReferralView => ({
  id: publicId('referral', row.id),
  status: row.status,
  inviterId: publicId('person', row.inviter_id),
  inviterName: row.inviter_name,
  invitedId: publicId('person', row.invited_id),
  invitedName: row.invited_name,
  inviterRewardMinor: toJsonMinor(row.inviter_reward),
  invitedRewardMinor: toJsonMinor(row.invited_reward),
  isCapped: row.is_capped,
  refusal: row.refusal,
  reversal: row.reversal,
  takenBackMinor: toJsonMinor(row.inviter_taken + row.invited_taken),
  spentMinor: toJsonMinor(row.inviter_spent + row.invited_spent),
  sharesAddress: row.shares_address,
  currency: row.currency,
  joinedAt: row.created_at.toISOString(),
  dueAt: row.due_at?.toISOString() ?? null,
  rewardedAt: row.rewarded_at?.toISOString() ?? null,
  reversedAt: row.reversed_at?.toISOString() ?? null,
});

import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  NotFound,
  type Page,
  type PageQuery,
  type Tx,
  UUID_PATTERN,
  addSeconds,
  cursorPosition,
  newId,
  page,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { WalletsService } from '../wallets.service.js';
import type { CouponView, CreateCoupon, RedeemCoupon, RedemptionView } from './coupons.dto.js';
import {
  CouponExists,
  CouponExpired,
  CouponNeedsFirstTopUp,
  CouponUnknown,
  CouponUsedAlready,
  CouponUsedUp,
  NotNewCustomer,
} from './coupons.problems.js';
import { NewCustomers } from './new-customers.service.js';
import { PromoLots, type PromoSponsor } from './promo-lots.service.js';

const DAY_SECONDS = 86_400;

interface CouponRow {
  id: string;
  code: string;
  amount: bigint;
  currency: string;
  sponsor: PromoSponsor;
  ends_at: Date | null;
  credit_days: number | null;
  per_user: number;
  total: number | null;
  first_top_up_only: boolean;
  redeemed: number;
  stopped_at: Date | null;
  created_at: Date;
}

/** Codes of a licensee that give promo credit [D17]. */
@Injectable()
export class CouponsService {
  constructor(
    private readonly db: Db,
    private readonly lots: PromoLots,
    private readonly wallets: WalletsService,
    private readonly licensees: LicenseesService,
    private readonly newCustomers: NewCustomers,
  ) {}

  /**
   * Uses a code. Its row is locked first, so that those who come at the same time are counted one after the other.
   * @throws CouponUnknown, CouponExpired, CouponUsedUp, CouponUsedAlready, CouponNeedsFirstTopUp, NotNewCustomer
   */
  async redeem(ctx: Context, input: RedeemCoupon): Promise<RedemptionView> {
    return this.db.transaction(ctx, async (tx) => {
      const { personId } = personOf(ctx);
      const coupon = await this.lock(tx, 'code', input.code.toUpperCase());
      if (!coupon) throw new CouponUnknown();
      const times = await this.assertOpen(tx, coupon, personId);
      const id = newId();
      const expiresAt = coupon.credit_days === null ? null : addSeconds(tx.now, coupon.credit_days * DAY_SECONDS);
      const transactionId = await this.lots.grant(tx, {
        personId,
        currency: coupon.currency,
        amount: coupon.amount,
        source: 'coupon',
        sponsor: coupon.sponsor,
        expiresAt,
        key: `coupon:${id}`,
      });
      await rowsOf(
        tx,
        `insert into app.coupon_redemption (licensee_id, id, coupon_id, person_id, n, transaction_id, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
        [ctx.licenseeId, id, coupon.id, personId, times + 1, transactionId, tx.now],
      );
      await rowsOf(tx, 'update app.coupon set redeemed = redeemed + 1 where licensee_id = $1 and id = $2', [
        ctx.licenseeId,
        coupon.id,
      ]);
      await this.wallets.changed(tx, personId);
      return {
        amountMinor: toJsonMinor(coupon.amount),
        currency: coupon.currency,
        expiresAt: expiresAt?.toISOString() ?? null,
      };
    });
  }

  async list(ctx: Context, query: PageQuery): Promise<Page<CouponView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const rows = await rowsOf<CouponRow>(
        tx,
        'select * from app.coupon where licensee_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3',
        [ctx.licenseeId, before ?? null, query.limit + 1],
      );
      return page(rows, query.limit, (row) => [row.id], view);
    });
  }

  /** Makes a code. The licensee pays for it: nobody can spend another one's money by writing a code. @throws CouponExists */
  async create(ctx: Context, input: CreateCoupon): Promise<CouponView> {
    return this.db.transaction(ctx, async (tx) => {
      const currency = await this.licensees.currencyOf(tx);
      const [row] = await rowsOf<CouponRow>(
        tx,
        `insert into app.coupon (licensee_id, id, code, amount, currency, sponsor, ends_at, credit_days, per_user, total, first_top_up_only, created_by, created_at)
         values ($1, $2, $3, $4, $5, 'licensee', $6, $7, $8, $9, $10, $11, $12) on conflict (licensee_id, code) do nothing returning *`,
        [
          ctx.licenseeId,
          newId(),
          input.code.toUpperCase(),
          BigInt(input.amountMinor),
          currency,
          input.endsAt === undefined ? null : new Date(input.endsAt),
          input.creditDays ?? null,
          input.perUser,
          input.total ?? null,
          input.firstTopUpOnly,
          personOf(ctx).personId,
          tx.now,
        ],
      );
      if (!row) throw new CouponExists();
      await recordAudit(tx, {
        action: 'coupon.created',
        subject: { kind: 'coupon', id: publicId('coupon', row.id) },
        after: { code: row.code, amountMinor: input.amountMinor, currency, perUser: row.per_user, total: row.total },
      });
      return view(row);
    });
  }

  /** Stops a code; the same again changes nothing. @throws NotFound */
  async stop(ctx: Context, id: string): Promise<CouponView> {
    return this.db.transaction(ctx, async (tx) => {
      const coupon = await this.lock(tx, 'id', id);
      if (!coupon) throw new NotFound();
      if (coupon.stopped_at !== null) return view(coupon);
      await rowsOf(tx, 'update app.coupon set stopped_at = $3 where licensee_id = $1 and id = $2', [
        ctx.licenseeId,
        id,
        tx.now,
      ]);
      await recordAudit(tx, { action: 'coupon.stopped', subject: { kind: 'coupon', id: publicId('coupon', id) } });
      return view({ ...coupon, stopped_at: tx.now });
    });
  }

  /** @returns how often the person has used it */
  private async assertOpen(tx: Tx, coupon: CouponRow, personId: string): Promise<number> {
    if (coupon.stopped_at !== null || (coupon.ends_at !== null && coupon.ends_at <= tx.now)) throw new CouponExpired();
    const [own] = await rowsOf<{ times: number; top_ups: number }>(
      tx,
      `select (select count(*)::int from app.coupon_redemption where licensee_id = $1 and coupon_id = $2 and person_id = $3) as times,
              (select count(*)::int from app.top_up where licensee_id = $1 and person_id = $3 and status = 'credited') as top_ups`,
      [tx.ctx.licenseeId, coupon.id, personId],
    );
    if (own!.times >= coupon.per_user) throw new CouponUsedAlready(coupon.per_user);
    if (coupon.total !== null && coupon.redeemed >= coupon.total) throw new CouponUsedUp();
    if (coupon.first_top_up_only && own!.top_ups !== 1) throw new CouponNeedsFirstTopUp();
    if (coupon.first_top_up_only && (await this.newCustomers.knownBy(tx, personId))) throw new NotNewCustomer();
    return own!.times;
  }

  private async lock(tx: Tx, by: 'id' | 'code', value: string): Promise<CouponRow | undefined> {
    const [row] = await rowsOf<CouponRow>(
      tx,
      `select * from app.coupon where licensee_id = $1 and ${by} = $2 for no key update`,
      [tx.ctx.licenseeId, value],
    );
    return row;
  }
}

const view = (row: CouponRow): CouponView => ({
  id: publicId('coupon', row.id),
  code: row.code,
  amountMinor: toJsonMinor(row.amount),
  currency: row.currency,
  sponsor: row.sponsor,
  endsAt: row.ends_at?.toISOString() ?? null,
  creditDays: row.credit_days,
  perUser: row.per_user,
  total: row.total,
  firstTopUpOnly: row.first_top_up_only,
  redeemed: row.redeemed,
  stoppedAt: row.stopped_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
});

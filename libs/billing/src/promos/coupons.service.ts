import { Injectable } from '@nestjs/common';
import {
  type AuditEntry,
  type Context,
  Db,
  InvalidRequest,
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
import { MoneyRulesService } from '../money-rules.service.js';
import { OperatorOutsideFlow } from '../platforms/platforms.problems.js';
import type { CouponTerms, CouponView, CreateCoupon, RedeemCoupon, RedemptionView } from './coupons.dto.js';
import {
  CouponExists,
  CouponExpired,
  CouponNeedsFirstTopUp,
  CouponSponsorNotActive,
  CouponUnknown,
  CouponUsedAlready,
  CouponUsedUp,
  NotNewCustomer,
} from './coupons.problems.js';
import { assertAccountOpen } from './open-account.js';
import { NewCustomers } from './new-customers.service.js';
import { PromoLots, type PromoSponsor } from './promo-lots.service.js';

const DAY_SECONDS = 86_400;

interface CouponRow {
  id: string;
  code: string;
  amount: bigint;
  currency: string;
  sponsor: PromoSponsor;
  sponsor_id: string | null;
  sponsor_name: string | null;
  agreed_at: Date | null;
  declined_at: Date | null;
  ends_at: Date | null;
  credit_days: number | null;
  per_user: number;
  total: number | null;
  first_top_up_only: boolean;
  redeemed: number;
  stopped_at: Date | null;
  created_at: Date;
}

/** Who makes a code, and so who pays for it. */
interface Maker {
  readonly sponsor: PromoSponsor;
  readonly sponsorId?: string;
  /** The operator is nobody of the licensee's. */
  readonly createdBy: string | null;
  readonly audit: (tx: Tx, entry: AuditEntry) => Promise<void>;
}

/** Codes at a licensee that give promo credit [D17], paid for by the licensee, by the operator, or by an advisor who agreed to it [D16, J9]. */
@Injectable()
export class CouponsService {
  constructor(
    private readonly db: Db,
    private readonly lots: PromoLots,
    private readonly wallets: WalletsService,
    private readonly licensees: LicenseesService,
    private readonly newCustomers: NewCustomers,
    private readonly rules: MoneyRulesService,
  ) {}

  /**
   * Uses a code. Its row is locked first, so that those who come at the same time are counted one after the other.
   * @throws CouponUnknown, CouponExpired, CouponUsedUp, CouponUsedAlready, CouponNeedsFirstTopUp, NotNewCustomer, AccountClosed
   */
  async redeem(ctx: Context, input: RedeemCoupon): Promise<RedemptionView> {
    return this.db.transaction(ctx, async (tx) => {
      const { personId } = personOf(ctx);
      await assertAccountOpen(tx, personId);
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
        sponsorId: coupon.sponsor_id,
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
    return this.db.read(ctx, (tx) => this.pageOf(tx, query, 'true', []));
  }

  /** Codes that the caller, an advisor, pays for or is asked to pay for. */
  async listSponsored(ctx: Context, query: PageQuery): Promise<Page<CouponView>> {
    return this.db.read(ctx, async (tx) =>
      this.pageOf(tx, query, 'c.sponsor_id = $4', [await this.advisorOf(tx, personOf(ctx).personId)]),
    );
  }

  /**
   * Makes a code at the cost of the licensee, or of an advisor, who has to agree: nobody can spend another one's money by writing a code.
   * @throws NotFound, CouponExists, CouponSponsorNotActive
   */
  async create(ctx: Context, { sponsorAdvisorId: sponsorId, ...terms }: CreateCoupon): Promise<CouponView> {
    return this.db.transaction(ctx, (tx) =>
      this.make(tx, terms, {
        ...(sponsorId === undefined ? { sponsor: 'licensee' } : { sponsor: 'advisor', sponsorId }),
        createdBy: personOf(ctx).personId,
        audit: recordAudit,
      }),
    );
  }

  /**
   * The operator makes a code at a licensee, at its own cost: what is used of the credit is taken from the operator's fee. In the licensee's context.
   * @throws CouponExists, OperatorOutsideFlow where the operator has no part in the payments
   */
  async createForOperator(ctx: Context, terms: CouponTerms, audit: Maker['audit']): Promise<CouponView> {
    return this.db.transaction(ctx, async (tx) => {
      await this.licensees.operatedLicensee(tx);
      if ((await this.rules.of(tx)).topology !== 'operator_platform') throw new OperatorOutsideFlow();
      return this.make(tx, terms, { sponsor: 'operator', createdBy: null, audit });
    });
  }

  /** The advisor agrees to pay for a code; the same again changes nothing. @throws NotFound, CouponExpired after it was stopped or declined */
  async agree(ctx: Context, id: string): Promise<CouponView> {
    return this.db.transaction(ctx, async (tx) => {
      const coupon = await this.ownSponsored(tx, id);
      if (coupon.stopped_at !== null || coupon.declined_at !== null) throw new CouponExpired();
      if (coupon.agreed_at !== null) return view(coupon);
      await rowsOf(tx, 'update app.coupon set agreed_at = $3 where licensee_id = $1 and id = $2', [
        ctx.licenseeId,
        id,
        tx.now,
      ]);
      await recordAudit(tx, {
        action: 'coupon.agreed',
        subject: { kind: 'coupon', id: publicId('coupon', id) },
        after: {
          code: coupon.code,
          amountMinor: toJsonMinor(coupon.amount),
          currency: coupon.currency,
          perUser: coupon.per_user,
          total: coupon.total,
        },
      });
      return view({ ...coupon, agreed_at: tx.now });
    });
  }

  /** The advisor declines, or takes their word back: nobody uses the code any more; credit that was given stays and they pay for it. The same again changes nothing. @throws NotFound */
  async decline(ctx: Context, id: string): Promise<CouponView> {
    return this.db.transaction(ctx, async (tx) => {
      const coupon = await this.ownSponsored(tx, id);
      if (coupon.declined_at !== null) return view(coupon);
      const stoppedAt = coupon.stopped_at ?? tx.now;
      await rowsOf(tx, 'update app.coupon set declined_at = $3, stopped_at = $4 where licensee_id = $1 and id = $2', [
        ctx.licenseeId,
        id,
        tx.now,
        stoppedAt,
      ]);
      await recordAudit(tx, { action: 'coupon.declined', subject: { kind: 'coupon', id: publicId('coupon', id) } });
      return view({ ...coupon, declined_at: tx.now, stopped_at: stoppedAt });
    });
  }

  /** Stops a code; the same again changes nothing. @throws NotFound */
  async stop(ctx: Context, id: string): Promise<CouponView> {
    return this.end(ctx, id, recordAudit);
  }

  /** The operator stops a code of its own, in the licensee's context. @throws NotFound also for one that others pay for */
  async stopForOperator(ctx: Context, id: string, audit: Maker['audit']): Promise<CouponView> {
    return this.end(ctx, id, audit, 'operator');
  }

  private async end(ctx: Context, id: string, audit: Maker['audit'], sponsor?: PromoSponsor): Promise<CouponView> {
    return this.db.transaction(ctx, async (tx) => {
      const coupon = await this.lock(tx, 'id', id);
      if (!coupon || (sponsor !== undefined && coupon.sponsor !== sponsor)) throw new NotFound();
      if (coupon.stopped_at !== null) return view(coupon);
      await rowsOf(tx, 'update app.coupon set stopped_at = $3 where licensee_id = $1 and id = $2', [
        ctx.licenseeId,
        id,
        tx.now,
      ]);
      await audit(tx, { action: 'coupon.stopped', subject: { kind: 'coupon', id: publicId('coupon', id) } });
      return view({ ...coupon, stopped_at: tx.now });
    });
  }

  private async pageOf(tx: Tx, query: PageQuery, which: string, values: unknown[]): Promise<Page<CouponView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0];
    const rows = await rowsOf<CouponRow>(
      tx,
      `${COUPONS} and ${which} and ($2::uuid is null or c.id < $2) order by c.id desc limit $3`,
      [tx.ctx.licenseeId, before ?? null, query.limit + 1, ...values],
    );
    return page(rows, query.limit, (row) => [row.id], view);
  }

  private async make(tx: Tx, terms: CouponTerms, maker: Maker): Promise<CouponView> {
    const currency = await this.licensees.currencyOf(tx);
    if (maker.sponsorId !== undefined) {
      const [advisor] = await rowsOf<{ status: string }>(
        tx,
        'select status from app.advisor where licensee_id = $1 and id = $2',
        [tx.ctx.licenseeId, maker.sponsorId],
      );
      if (!advisor) throw new NotFound();
      if (advisor.status !== 'active') throw new CouponSponsorNotActive();
    }
    const endsAt = terms.endsAt === undefined ? null : new Date(terms.endsAt);
    if (endsAt !== null && endsAt <= tx.now)
      throw new InvalidRequest([{ pointer: '/endsAt', detail: 'must be in the future: nobody could use the code' }]);
    const id = newId();
    const [made] = await rowsOf(
      tx,
      `insert into app.coupon (licensee_id, id, code, amount, currency, sponsor, ends_at, credit_days, per_user, total, first_top_up_only, created_by, created_at, sponsor_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict (licensee_id, code) do nothing returning id`,
      [
        tx.ctx.licenseeId,
        id,
        terms.code.toUpperCase(),
        BigInt(terms.amountMinor),
        currency,
        maker.sponsor,
        endsAt,
        terms.creditDays ?? null,
        terms.perUser,
        terms.total ?? null,
        terms.firstTopUpOnly,
        maker.createdBy,
        tx.now,
        maker.sponsorId ?? null,
      ],
    );
    if (!made) throw new CouponExists();
    const row = (await this.lock(tx, 'id', id))!;
    await maker.audit(tx, {
      action: 'coupon.created',
      subject: { kind: 'coupon', id: publicId('coupon', id) },
      after: {
        code: row.code,
        amountMinor: terms.amountMinor,
        currency,
        perUser: row.per_user,
        total: row.total,
        sponsor: row.sponsor,
        ...(maker.sponsorId === undefined ? {} : { sponsorAdvisorId: publicId('advisor', maker.sponsorId) }),
      },
    });
    return view(row);
  }

  private async ownSponsored(tx: Tx, id: string): Promise<CouponRow> {
    const advisorId = await this.advisorOf(tx, personOf(tx.ctx).personId);
    const coupon = await this.lock(tx, 'id', id);
    if (!coupon || coupon.sponsor_id !== advisorId) throw new NotFound();
    return coupon;
  }

  private async advisorOf(tx: Tx, personId: string): Promise<string> {
    const [row] = await rowsOf<{ id: string }>(
      tx,
      'select id from app.advisor where licensee_id = $1 and person_id = $2',
      [tx.ctx.licenseeId, personId],
    );
    if (!row) throw new NotFound();
    return row.id;
  }

  /** @returns how often the person has used it */
  private async assertOpen(tx: Tx, coupon: CouponRow, personId: string): Promise<number> {
    // Until the advisor who pays for it agrees, there is no such code.
    if (coupon.sponsor === 'advisor' && coupon.agreed_at === null) throw new CouponUnknown();
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
    const [row] = await rowsOf<CouponRow>(tx, `${COUPONS} and c.${by} = $2 for no key update of c`, [
      tx.ctx.licenseeId,
      value,
    ]);
    return row;
  }
}

const COUPONS = `select c.*, p.display_name as sponsor_name from app.coupon c
  left join app.advisor a on a.licensee_id = c.licensee_id and a.id = c.sponsor_id
  left join app.person p on p.licensee_id = a.licensee_id and p.id = a.person_id
 where c.licensee_id = $1`;

const view = (row: CouponRow): CouponView => ({
  id: publicId('coupon', row.id),
  code: row.code,
  amountMinor: toJsonMinor(row.amount),
  currency: row.currency,
  sponsor: row.sponsor,
  sponsorAdvisor:
    row.sponsor_id === null
      ? null
      : {
          id: publicId('advisor', row.sponsor_id),
          name: row.sponsor_name ?? '',
          agreedAt: row.agreed_at?.toISOString() ?? null,
          declinedAt: row.declined_at?.toISOString() ?? null,
        },
  endsAt: row.ends_at?.toISOString() ?? null,
  creditDays: row.credit_days,
  perUser: row.per_user,
  total: row.total,
  firstTopUpOnly: row.first_top_up_only,
  redeemed: row.redeemed,
  stoppedAt: row.stopped_at?.toISOString() ?? null,
  createdAt: row.created_at.toISOString(),
});

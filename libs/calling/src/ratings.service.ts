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
  lockOne,
  page,
  personOf,
  publicId,
  rowsOf,
} from '@app/kernel';
import { AdvisorsService } from '@app/advisors';
import { Call } from './call.entity.js';
import { sideOf } from './calls.queries.js';
import type { PublicRatingList, PublicRatingView, RateCall, RatingView } from './ratings.dto.js';
import { NotRateable, RatingFinal } from './ratings.problems.js';

const EDITABLE_DAYS = 7;

interface RatingRow {
  stars: number;
  text: string | null;
  created_at: Date;
  updated_at: Date;
}

interface PublicRow {
  id: string;
  stars: number;
  text: string | null;
  month: string;
  reviewer: string;
}

/** One rating per paid call, by its caller [K1]. */
@Injectable()
export class RatingsService {
  constructor(
    private readonly db: Db,
    private readonly advisors: AdvisorsService,
  ) {}

  /**
   * Gives or changes the rating. The call's row is locked first, so that two edits follow each other and the advisor's sums take each difference once.
   * @throws NotFound, NotRateable, RatingFinal
   */
  async rate(ctx: Context, callId: string, { stars, text }: RateCall): Promise<RatingView> {
    return this.db.transaction(ctx, async (tx) => {
      const call = await lockOne(tx, Call, callId);
      if (sideOf(call, personOf(ctx).personId) !== 'caller') throw new NotFound();
      if (!wasPaid(call)) throw new NotRateable();
      const before = await this.find(tx, callId);
      if (before && tx.now >= editableUntil(before)) throw new RatingFinal(EDITABLE_DAYS);
      await rowsOf(
        tx,
        `insert into app.rating (licensee_id, call_id, advisor_id, caller_id, stars, text, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $7)
         on conflict (licensee_id, call_id) do update set stars = excluded.stars, text = excluded.text, updated_at = excluded.updated_at`,
        [ctx.licenseeId, callId, call.advisorId, call.callerId, stars, text ?? null, tx.now],
      );
      await this.advisors.recordRating(tx, call.advisorId, {
        stars: stars - (before?.stars ?? 0),
        count: before ? 0 : 1,
      });
      return view(call, await this.find(tx, callId), tx.now);
    });
  }

  /** The rating of a call, or that there is none yet: for its two sides and staff. @throws NotFound */
  async show(ctx: Context, callId: string): Promise<RatingView> {
    return this.db.read(ctx, async (tx) => {
      const { personId, role } = personOf(ctx);
      const call = await tx.findOneBy(Call, { licenseeId: ctx.licenseeId, id: callId });
      if (!call) throw new NotFound();
      const outsider = sideOf(call, personId) === undefined;
      if (outsider && (role === 'end_user' || role === 'advisor')) throw new NotFound();
      return view(call, await this.find(tx, callId), tx.now);
    });
  }

  /** What visitors read of an advisor. Within a month the order is random, and so are the cursors: no time can be read from them. @throws NotFound */
  async list(ctx: Context, advisorId: string, query: PageQuery): Promise<PublicRatingList> {
    const after = cursorPosition(query.cursor, [/^\d{4}-\d{2}$/, UUID_PATTERN]);
    return this.db.read(ctx, async (tx): Promise<Page<PublicRatingView>> => {
      if ((await this.advisors.ratesOf(tx, advisorId)).status !== 'active') throw new NotFound();
      const rows = await rowsOf<PublicRow>(
        tx,
        `select r.id, r.stars, r.text, to_char(r.month, 'YYYY-MM') as month, app.alias_of(t.alias_key, r.advisor_id, r.caller_id) as reviewer
           from app.rating r join app.licensee_terms t on t.licensee_id = r.licensee_id
          where r.licensee_id = $1 and r.advisor_id = $2 and ($3::text is null or (r.month, r.id) < (to_date($3, 'YYYY-MM'), $4::uuid))
          order by r.month desc, r.id desc limit $5`,
        [ctx.licenseeId, advisorId, after?.[0] ?? null, after?.[1] ?? null, query.limit + 1],
      );
      return page(
        rows,
        query.limit,
        (row) => [row.month, row.id],
        ({ stars, text, month, reviewer }) => ({ stars, text, month, reviewer }),
      );
    });
  }

  private async find(tx: Tx, callId: string): Promise<RatingRow | undefined> {
    const [row] = await rowsOf<RatingRow>(
      tx,
      'select stars, text, created_at, updated_at from app.rating where licensee_id = $1 and call_id = $2',
      [tx.ctx.licenseeId, callId],
    );
    return row;
  }
}

const wasPaid = (call: Call): boolean => call.status === 'ended' && (call.billedSeconds ?? 0) > 0;

const editableUntil = (rating: RatingRow): Date => addSeconds(rating.created_at, EDITABLE_DAYS * 24 * 3600);

const view = (call: Call, rating: RatingRow | undefined, now: Date): RatingView => ({
  callId: publicId('call', call.id),
  rateable: wasPaid(call) && (rating === undefined || now < editableUntil(rating)),
  stars: rating?.stars ?? null,
  text: rating?.text ?? null,
  createdAt: rating?.created_at.toISOString() ?? null,
  updatedAt: rating?.updated_at.toISOString() ?? null,
  editableUntil: rating ? editableUntil(rating).toISOString() : null,
});

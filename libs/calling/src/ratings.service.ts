import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Live,
  NotFound,
  Outbox,
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
  recordAudit,
  rowsOf,
} from '@app/kernel';
import { AdvisorsService } from '@app/advisors';
import { Call } from './call.entity.js';
import { sideOf } from './calls.queries.js';
import { RatingRules } from './rating-rules.service.js';
import type {
  PublicRatingList,
  PublicRatingView,
  RateCall,
  RatingRefusal,
  RatingRulesView,
  RatingView,
  RemovalReason,
  RemoveRating,
  ReplyToRating,
} from './ratings.dto.js';
import { RatingRemoved, ReplyRemoved } from './ratings.events.js';
import { NotRateable, RatedToday, RatingFinal, RatingGone, ReplyGone } from './ratings.problems.js';
import { type RatingRow, findRating, isGivenBack, isReplyShown, ratedOtherToday } from './ratings.queries.js';

const DAY_SECONDS = 24 * 3600;

interface PublicRow {
  id: string;
  stars: number | null;
  text: string | null;
  month: string;
  reviewer: string;
  reply: string | null;
  reply_removal_reason: RemovalReason | null;
  removal_reason: RemovalReason | null;
}

/** One review per paid call, by its caller [K1], with the advisor's reply and its end [K2]. The database keeps the advisor's sums with each row. */
@Injectable()
export class RatingsService {
  constructor(
    private readonly db: Db,
    private readonly advisors: AdvisorsService,
    private readonly rules: RatingRules,
    private readonly outbox: Outbox,
    private readonly live: Live,
  ) {}

  /**
   * Gives or changes the rating; one that was withdrawn comes back. The call's row is locked first, so that two edits follow each other and a refund is seen.
   * That it is the only one of the day is a unique index.
   * @throws NotFound, NotRateable, RatingFinal, RatingGone, RatedToday
   */
  async rate(ctx: Context, callId: string, { stars, text, shownAs }: RateCall): Promise<RatingView> {
    return this.db.transaction(ctx, async (tx) => {
      const { call, rules } = await this.open(tx, callId);
      await rowsOf(
        tx,
        `insert into app.rating (licensee_id, call_id, advisor_id, caller_id, stars, text, shown_as, created_at, updated_at, day)
         select $1, $2, $3, $4, $5, $6, $7, $8, $8, ($8::timestamptz at time zone l.time_zone)::date from app.licensee l where l.id = $1
         on conflict (licensee_id, call_id) do update
            set stars = excluded.stars, text = excluded.text, shown_as = excluded.shown_as, updated_at = excluded.updated_at, withdrawn_at = null`,
        [ctx.licenseeId, callId, call.advisorId, call.callerId, stars, text ?? null, shownAs ?? null, tx.now],
      );
      return this.viewOf(tx, call, rules);
    });
  }

  /** Takes the rating back: nobody else reads it any more, and it does not count. @throws NotFound, RatingFinal, RatingGone */
  async withdraw(ctx: Context, callId: string): Promise<RatingView> {
    return this.db.transaction(ctx, async (tx) => {
      const { call, rules, before } = await this.open(tx, callId);
      if (!before) throw new NotFound();
      await rowsOf(
        tx,
        'update app.rating set withdrawn_at = coalesce(withdrawn_at, $3) where licensee_id = $1 and call_id = $2',
        [ctx.licenseeId, callId, tx.now],
      );
      return this.viewOf(tx, call, rules);
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
      return this.viewOf(tx, call, await this.rules.of(tx));
    });
  }

  /** What visitors read of an advisor. Within a month the order is random, and so are the cursors: no time can be read from them. @throws NotFound */
  async list(ctx: Context, advisorId: string, query: PageQuery): Promise<PublicRatingList> {
    const after = cursorPosition(query.cursor, [/^\d{4}-\d{2}$/, UUID_PATTERN]);
    return this.db.read(ctx, async (tx): Promise<Page<PublicRatingView>> => {
      if ((await this.advisors.ratesOf(tx, advisorId)).status !== 'active') throw new NotFound();
      // One that was removed leaves its place, so that everybody sees that something was, and why it is not.
      const rows = await rowsOf<PublicRow>(
        tx,
        `select r.id, case when r.counts then r.stars end as stars, case when r.counts then r.text end as text, to_char(r.month, 'YYYY-MM') as month,
                case when r.counts and r.reply_removed_at is null then r.reply end as reply, case when r.counts then r.reply_removal_reason end as reply_removal_reason,
                r.removal_reason,
                coalesce(case when r.counts then r.shown_as end, app.alias_of(t.alias_key, r.advisor_id, r.caller_id)) as reviewer
           from app.rating r join app.licensee_terms t on t.licensee_id = r.licensee_id
          where r.licensee_id = $1 and r.advisor_id = $2 and r.withdrawn_at is null and r.refunded_at is null
            and ($3::text is null or (r.month, r.id) < (to_date($3, 'YYYY-MM'), $4::uuid))
          order by r.month desc, r.id desc limit $5`,
        [ctx.licenseeId, advisorId, after?.[0] ?? null, after?.[1] ?? null, query.limit + 1],
      );
      return page(rows, query.limit, (row) => [row.month, row.id], publicView);
    });
  }

  /** The advisor's one reply to what a caller said, or another wording of it. @throws NotFound also for one that nobody reads any more, ReplyGone */
  async reply(ctx: Context, id: string, { text }: ReplyToRating): Promise<PublicRatingView> {
    return this.db.transaction(ctx, async (tx) => {
      const rating = await findRating(tx, 'id', id, 'locked');
      const own = await this.advisors.idOf(tx, personOf(ctx).personId);
      if (rating?.advisor_id !== own) throw new NotFound();
      if (rating.counts && rating.reply_removed_at !== null) throw new ReplyGone();
      const [row] = await rowsOf<PublicRow>(
        tx,
        `update app.rating r set reply = $3, replied_at = $4 from app.licensee_terms t
          where r.licensee_id = $1 and r.id = $2 and r.counts and t.licensee_id = r.licensee_id
         returning r.id, r.stars, r.text, to_char(r.month, 'YYYY-MM') as month, r.reply, r.reply_removal_reason, r.removal_reason,
           coalesce(r.shown_as, app.alias_of(t.alias_key, r.advisor_id, r.caller_id)) as reviewer`,
        [ctx.licenseeId, id, text, tx.now],
      );
      if (!row) throw new NotFound();
      await this.live.tell(tx, [rating.caller_id], 'rating.replied', { callId: publicId('call', rating.call_id) });
      return publicView(row);
    });
  }

  /** Staff remove a rating, or its reply alone, for a reason of the list; who wrote it is told which. It is final. @throws NotFound, RatingGone, ReplyGone */
  async remove(ctx: Context, id: string, input: RemoveRating): Promise<void> {
    await this.db.transaction(ctx, (tx) => this.removeIn(tx, id, input));
  }

  /** {@link remove} within a decision about a report. */
  async removeIn(tx: Tx, id: string, { reason, note, part }: RemoveRating): Promise<void> {
    const rating = await findRating(tx, 'id', id, 'locked');
    if (!rating) throw new NotFound();
    if (part === 'reply') return this.removeReply(tx, rating, reason, note);
    if (rating.removed_at !== null) throw new RatingGone();
    await rowsOf(
      tx,
      'update app.rating set removed_at = $3, removed_by = $4, removal_reason = $5 where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, id, tx.now, personOf(tx.ctx).personId, reason],
    );
    const callId = publicId('call', rating.call_id);
    await recordAudit(tx, {
      action: 'rating.removed',
      subject: { kind: 'rating', id: publicId('rating', id) },
      before: { stars: rating.stars },
      after: { callId, removalReason: reason },
      reason: note,
    });
    await this.outbox.add(tx, RatingRemoved, {
      ratingId: id,
      callId: rating.call_id,
      authorId: rating.caller_id,
      reason,
    });
    await this.live.tell(tx, [rating.caller_id], 'rating.removed', { callId, reason });
  }

  /** The rating stays, and counts: its author has done nothing. */
  private async removeReply(tx: Tx, rating: RatingRow, reason: RemovalReason, note: string): Promise<void> {
    if (rating.reply === null) throw new NotFound();
    if (rating.reply_removed_at !== null) throw new ReplyGone();
    await rowsOf(
      tx,
      'update app.rating set reply_removed_at = $3, reply_removed_by = $4, reply_removal_reason = $5 where licensee_id = $1 and id = $2',
      [tx.ctx.licenseeId, rating.id, tx.now, personOf(tx.ctx).personId, reason],
    );
    const callId = publicId('call', rating.call_id);
    await recordAudit(tx, {
      action: 'rating.reply_removed',
      subject: { kind: 'rating', id: publicId('rating', rating.id) },
      after: { callId, removalReason: reason },
      reason: note,
    });
    const { personId: authorId } = await this.advisors.ratesOf(tx, rating.advisor_id);
    await this.outbox.add(tx, ReplyRemoved, { ratingId: rating.id, callId: rating.call_id, authorId, reason });
    await this.live.tell(tx, [authorId], 'rating.reply_removed', { callId, reason });
  }

  /** The caller's own call, locked, and what is said of it, while that may be changed. @throws NotFound, NotRateable, RatingFinal, RatingGone, RatedToday */
  private async open(
    tx: Tx,
    callId: string,
  ): Promise<{ call: Call; rules: RatingRulesView; before: RatingRow | undefined }> {
    const call = await lockOne(tx, Call, callId);
    if (sideOf(call, personOf(tx.ctx).personId) !== 'caller') throw new NotFound();
    const rules = await this.rules.of(tx);
    const before = await findRating(tx, 'call_id', callId, 'locked');
    const refusal = await refusalOf(tx, call, before, rules);
    if (refusal === 'removed') throw new RatingGone();
    if (refusal === 'too_late') throw new RatingFinal(rules.windowDays);
    if (refusal === 'other_today') throw new RatedToday();
    if (refusal !== null) throw new NotRateable(refusal, rules.minMinutes);
    return { call, rules, before };
  }

  private async viewOf(tx: Tx, call: Call, rules: RatingRulesView): Promise<RatingView> {
    const rating = await findRating(tx, 'call_id', call.id);
    const refusal = await refusalOf(tx, call, rating, rules);
    // What was withdrawn is nobody's to read, its author's neither.
    const said = rating?.withdrawn_at === null ? rating : undefined;
    const neverRateable = refusal === 'not_paid' || refusal === 'too_short' || refusal === 'refunded';
    return {
      callId: publicId('call', call.id),
      id: rating ? publicId('rating', rating.id) : null,
      rateable: refusal === null,
      refusal,
      minMinutes: rules.minMinutes,
      stars: said?.stars ?? null,
      text: said?.text ?? null,
      shownAs: said?.shown_as ?? null,
      createdAt: said?.created_at.toISOString() ?? null,
      updatedAt: said?.updated_at.toISOString() ?? null,
      editableUntil: neverRateable ? null : untilOf(call, rules).toISOString(),
      reply: said && isReplyShown(said) ? said.reply : null,
      replyRemovalReason: said?.reply_removal_reason ?? null,
      removedAt: rating?.removed_at?.toISOString() ?? null,
      removalReason: rating?.removal_reason ?? null,
    };
  }
}

const untilOf = (call: Call, { windowDays }: RatingRulesView): Date =>
  addSeconds(call.endedAt!, windowDays * DAY_SECONDS);

/** Why the caller may not say anything of the call now. A call whose seconds were free, or whose whole price came back, was not paid [K1]. */
async function refusalOf(
  tx: Tx,
  call: Call,
  rating: RatingRow | undefined,
  rules: RatingRulesView,
): Promise<RatingRefusal | null> {
  const paidSeconds = call.status === 'ended' ? (call.billedSeconds ?? 0) : 0;
  if (paidSeconds === 0) return 'not_paid';
  if (rating && rating.removed_at !== null) return 'removed';
  if (await isGivenBack(tx, call)) return 'refunded';
  if (tx.now >= untilOf(call, rules)) return 'too_late';
  if (rating) return null;
  if (paidSeconds < rules.minMinutes * 60) return 'too_short';
  return (await ratedOtherToday(tx, call)) ? 'other_today' : null;
}

const publicView = (row: PublicRow): PublicRatingView => ({
  id: publicId('rating', row.id),
  stars: row.stars,
  text: row.text,
  month: row.month,
  reviewer: row.reviewer,
  reply: row.reply,
  replyRemovalReason: row.reply_removal_reason,
  removalReason: row.removal_reason,
});

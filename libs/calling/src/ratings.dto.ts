import { Choice, ListEnvelope, Shown, Text, Whole } from '@app/kernel';

/** Why a review may be removed; nothing else is a reason [K2]. */
export const REMOVAL_REASONS = [
  'personal_data',
  'insult',
  'hate',
  'advertising',
  'off_topic',
  'untrue_fact',
  'unlawful',
] as const;
export type RemovalReason = (typeof REMOVAL_REASONS)[number];

/** Of a review: what the caller said, and what the advisor answered. Each is reported and removed by itself. */
export const RATING_PARTS = ['rating', 'reply'] as const;
export type RatingPart = (typeof RATING_PARTS)[number];

/** Why a call cannot be rated now. */
export const RATING_REFUSALS = ['not_paid', 'too_short', 'refunded', 'too_late', 'removed', 'other_today'] as const;
export type RatingRefusal = (typeof RATING_REFUSALS)[number];

const when = { type: String, format: 'date-time', nullable: true } as const;
const removal = { type: String, enum: [...REMOVAL_REASONS], nullable: true };

export class RateCall {
  @Whole({ description: 'Stars', min: 1, max: 5, example: 5 }) stars: number;
  @Text({ description: 'In your own words; everybody can read it', max: 1000, optional: true }) text?: string;
  @Text({
    description: 'First name, or another name, under which everybody reads it; left out = your alias',
    max: 40,
    optional: true,
    example: 'Uma',
  })
  shownAs?: string;
}

export class ReplyToRating {
  @Text({ description: 'Your answer; everybody can read it', max: 1000, example: 'Thank you, Uma.' }) text: string;
}

export class RemoveRating {
  @Choice({ description: 'Why; only these are reasons', of: REMOVAL_REASONS }) reason: RemovalReason;
  @Text({ description: 'What breaks the rule; kept for the audit, nobody else reads it', max: 2000 }) note: string;
  @Choice({ description: 'The rating with its reply, or the reply alone', of: RATING_PARTS, optional: true })
  part: RatingPart = 'rating';
}

export class RatingView {
  @Shown('Call') callId: string;
  @Shown('Id of the rating; null while there is none', { type: String, nullable: true }) id: string | null;
  @Shown('Whether the caller may rate it, or change the rating, now') rateable: boolean;
  @Shown('Why not; null when it may be rated', { type: String, enum: [...RATING_REFUSALS], nullable: true })
  refusal: RatingRefusal | null;
  @Shown('Paid minutes that a call needs to be rated', { type: 'integer' }) minMinutes: number;
  @Shown('1 to 5; null while there is no rating, or it is withdrawn', { type: 'integer', nullable: true }) stars:
    number | null;
  @Shown("In the caller's own words", { type: String, nullable: true }) text: string | null;
  @Shown('Name that the caller chose; null = the alias', { type: String, nullable: true }) shownAs: string | null;
  @Shown('When it was given', when) createdAt: string | null;
  @Shown('When it was last changed', when) updatedAt: string | null;
  @Shown('Until when it can be given, changed and withdrawn; null for a call that cannot be rated', when)
  editableUntil: string | null;
  @Shown("The advisor's reply", { type: String, nullable: true }) reply: string | null;
  @Shown('Why staff removed the reply; null = they did not', removal) replyRemovalReason: RemovalReason | null;
  @Shown('When staff removed it', when) removedAt: string | null;
  @Shown('Why staff removed it', removal) removalReason: RemovalReason | null;
}

/** What everybody reads: neither who, nor on which day, nor in which call. */
export class PublicRatingView {
  @Shown('Id, to report it or to reply') id: string;
  @Shown('1 to 5; null for one that was removed', { type: 'integer', nullable: true }) stars: number | null;
  @Shown("In the reviewer's own words", { type: String, nullable: true }) text: string | null;
  @Shown('Month in which it was given', { example: '2026-11' }) month: string;
  @Shown("Name that the reviewer chose, or the reviewer's alias, the same in all ratings of this advisor", {
    example: 'Guest 4F7K2M',
  })
  reviewer: string;
  @Shown("The advisor's reply", { type: String, nullable: true }) reply: string | null;
  @Shown('Why staff removed the reply; null = they did not', removal) replyRemovalReason: RemovalReason | null;
  @Shown('Why staff removed the words and stars that were here; null = they are here', removal)
  removalReason: RemovalReason | null;
}

export class PublicRatingList extends ListEnvelope {
  @Shown('Newest month first', { type: [PublicRatingView] }) data: PublicRatingView[];
}

export class RatingRulesFields {
  @Whole({
    description: 'Paid minutes that a call needs to be rated; 0 = every paid call',
    min: 0,
    max: 60,
    example: 4,
    optional: true,
  })
  minMinutes?: number;
  @Whole({
    description: 'Days from the end of a call in which it is rated, and the rating changed or withdrawn',
    min: 1,
    max: 60,
    example: 7,
    optional: true,
  })
  windowDays?: number;
}

export class RatingRulesView {
  @Shown('Paid minutes that a call needs to be rated; 0 = every paid call', { type: 'integer' }) minMinutes: number;
  @Shown('Days from the end of a call in which it is rated, and the rating changed or withdrawn', { type: 'integer' })
  windowDays: number;
}

import { Shown, Text, Whole } from '@app/kernel';

export class RateCall {
  @Whole({ description: 'Stars', min: 1, max: 5, example: 5 }) stars: number;
  @Text({ description: 'In your own words; everybody can read it', max: 1000, optional: true }) text?: string;
}

export class RatingView {
  @Shown('Call') callId: string;
  @Shown('Whether the caller may rate it, or change the rating, now') rateable: boolean;
  @Shown('1 to 5; null while there is no rating', { type: 'integer', nullable: true }) stars: number | null;
  @Shown("In the caller's own words", { type: String, nullable: true }) text: string | null;
  @Shown('When it was given', { type: String, format: 'date-time', nullable: true }) createdAt: string | null;
  @Shown('When it was last changed', { type: String, format: 'date-time', nullable: true }) updatedAt: string | null;
  @Shown('Until when it can be changed', { type: String, format: 'date-time', nullable: true }) editableUntil:
    string | null;
}

/** What everybody reads: neither who, nor on which day, nor in which call. */
export class PublicRatingView {
  @Shown('1 to 5', { type: 'integer' }) stars: number;
  @Shown("In the reviewer's own words", { type: String, nullable: true }) text: string | null;
  @Shown('Month in which it was given', { example: '2026-11' }) month: string;
  @Shown("The reviewer's alias, the same in all ratings of this advisor", { example: 'Guest 4F7K2M' }) reviewer: string;
}

export class PublicRatingList {
  @Shown('Always list') object: 'list';
  @Shown('Newest month first', { type: [PublicRatingView] }) data: PublicRatingView[];
  @Shown('Whether there is a next page') has_more: boolean;
  @Shown('Cursor of the next page', { type: String, nullable: true }) next_cursor: string | null;
}

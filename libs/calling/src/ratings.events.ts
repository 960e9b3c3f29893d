import { defineEvent } from '@app/kernel';

/** Its author is to hear of it; the words themselves are not repeated. */
export const RatingRemoved = defineEvent<{ ratingId: string; callId: string; authorId: string; reason: string }>(
  'rating.removed',
  'Staff removed a rating for breaking a rule',
);

/** The advisor is to hear of it; the rating stays. */
export const ReplyRemoved = defineEvent<{ ratingId: string; callId: string; authorId: string; reason: string }>(
  'rating.reply_removed',
  "Staff removed an advisor's reply to a rating for breaking a rule",
);

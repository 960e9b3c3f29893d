import { publicId } from '@app/kernel';
import { RatingRemoved, ReplyRemoved, ReportedSuspended, ReportedWarned } from '@app/calling';
import { type Notice, type NoticeOf, notice } from './notice.js';
import { noticeOf, removalNotice } from './notice.queries.js';

type Removed = { ratingId: string; callId: string; authorId: string; reason: string };

/** Without a topic: what staff decide about somebody always comes. */
const toConcerned = {
  class: 'service',
  to: (_, { personId }) => [personId],
  values: async (_, { reportId }, tx) => ({ words: (await noticeOf(tx, reportId)) ?? '' }),
  inApp: true,
} as const satisfies Omit<NoticeOf<{ reportId: string; personId: string }>, 'template'>;

const toAuthor = (isReply: boolean) =>
  ({
    class: 'service',
    to: (_, { authorId }) => [authorId],
    values: async (words, { ratingId, reason }, tx) => ({
      reason: words.removalReason(reason),
      words: (await removalNotice(tx, ratingId, isReply)) ?? '',
    }),
    inApp: true,
  }) as const satisfies Omit<NoticeOf<Removed>, 'template'>;

/** What people are told of what staff decide about them and their words [K2, K7]. Who is suspended cannot sign in: their mail leads nowhere. */
export const DECISION_NOTICES: Readonly<Record<string, Notice>> = {
  account_warned: notice(ReportedWarned, { ...toConcerned, template: 'account_warned', path: () => '/account' }),
  account_suspended: notice(ReportedSuspended, { ...toConcerned, template: 'account_suspended' }),
  rating_removed: notice(RatingRemoved, {
    ...toAuthor(false),
    template: 'rating_removed',
    path: ({ callId }) => `/history/${publicId('call', callId)}`,
  }),
  reply_removed: notice(ReplyRemoved, { ...toAuthor(true), template: 'reply_removed', path: () => '/calls' }),
};

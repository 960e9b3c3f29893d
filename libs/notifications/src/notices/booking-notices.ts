import { publicId } from '@app/kernel';
import {
  BookingAccepted,
  BookingCancelled,
  BookingDeclined,
  type BookingFacts,
  BookingLapsed,
  BookingNoShow,
  BookingReminderDue,
  BookingRequested,
  BookingStarted,
} from '@app/bookings';
import type { Values } from '../mail/mail-text.js';
import { type Notice, type NoticeOf, notice } from './notice.js';
import { advisorName, guestName } from './notice.queries.js';
import type { NoticeWords } from './notice-words.js';

type Told = BookingFacts & {
  readonly givenBackMinor?: number;
  readonly keptMinor?: number;
  readonly acceptBy?: string;
};

const PATH = (): string => '/bookings';

/** The same placeholders in every mail of a side; each template says which of them it has. */
const facts = (words: NoticeWords, data: Told): Values => ({
  date: words.moment(data.startsAt),
  length: words.whole(data.minutes),
  until: data.acceptBy === undefined ? '' : words.moment(data.acceptBy),
  amount: words.money(data.givenBackMinor ?? data.priceMinor, data.currency),
  kept: words.money(data.keptMinor ?? 0, data.currency),
});

/** What is agreed, ends an agreement, costs money or rings: without a topic, so it always comes. */
const toUser = {
  class: 'service',
  to: (_, { userId }) => [userId],
  values: async (words, data, tx) => ({ ...facts(words, data), advisor: await advisorName(tx, data.advisorId) }),
  path: PATH,
  inApp: true,
} as const satisfies Omit<NoticeOf<Told>, 'template'>;

const toAdvisor = {
  class: 'service',
  to: (_, { advisorPersonId }) => [advisorPersonId],
  values: async (words, data, tx) => ({
    ...facts(words, data),
    guest: await guestName(tx, data.advisorId, data.userId),
  }),
  path: PATH,
  inApp: true,
} as const satisfies Omit<NoticeOf<Told>, 'template'>;

/** What asks, refuses or reminds: it can be switched off, the line on the page stays. */
const news = { topic: 'bookings' } as const;

const isDay = ({ before }: { before: string }): boolean => before === 'day';
const isSoon = ({ before }: { before: string }): boolean => before === 'quarter_hour';

/** What the two sides of a booking are told [H3, H5, H6, H7]. Who did something with a press of their own is not told of it again, but for money that came back. */
export const BOOKING_NOTICES: Readonly<Record<string, Notice>> = {
  booking_asked: notice(BookingRequested, { ...toAdvisor, ...news, template: 'booking_asked', push: true }),
  booking_accepted: notice(BookingAccepted, { ...toUser, template: 'booking_accepted' }),
  booking_made: notice(BookingAccepted, {
    ...toAdvisor,
    template: 'booking_made',
    when: ({ isAutomatic }) => isAutomatic,
  }),
  booking_declined: notice(BookingDeclined, { ...toUser, ...news, template: 'booking_declined' }),
  booking_lapsed: notice(BookingLapsed, { ...toUser, ...news, template: 'booking_lapsed' }),
  booking_cancelled: notice(BookingCancelled, { ...toUser, template: 'booking_cancelled' }),
  booking_called_off: notice(BookingCancelled, {
    ...toAdvisor,
    template: 'booking_called_off',
    when: ({ by }) => by !== 'advisor',
  }),
  booking_day: notice(BookingReminderDue, { ...toUser, ...news, template: 'booking_reminder', when: isDay }),
  booking_day_advisor: notice(BookingReminderDue, {
    ...toAdvisor,
    ...news,
    template: 'booking_reminder_advisor',
    when: isDay,
  }),
  booking_soon: notice(BookingReminderDue, { ...toUser, ...news, template: 'booking_soon', when: isSoon, push: true }),
  booking_soon_advisor: notice(BookingReminderDue, {
    ...toAdvisor,
    ...news,
    template: 'booking_soon_advisor',
    when: isSoon,
    push: true,
  }),
  // An advisor whom the user starts to call is rung, like for any call.
  booking_started: notice(BookingStarted, {
    ...toUser,
    template: 'booking_started',
    when: ({ by }) => by === 'advisor',
    path: ({ callId }) => `/calls/${publicId('call', callId)}`,
    push: true,
  }),
  booking_no_show: notice(BookingNoShow, {
    ...toUser,
    template: ({ by }) => (by === 'user' ? 'booking_missed' : 'booking_not_held'),
  }),
  booking_no_show_advisor: notice(BookingNoShow, {
    ...toAdvisor,
    template: ({ by }) => (by === 'user' ? 'booking_user_missing' : 'booking_advisor_missing'),
  }),
};

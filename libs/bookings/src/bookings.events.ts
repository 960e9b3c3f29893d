import { type Metadata, defineEvent } from '@app/kernel';
import type { CancelledBy, NoShowBy } from './booking-machine.js';

/** What a message about a booking needs; names, languages and time zones are those of its people. */
export interface BookingFacts {
  readonly bookingId: string;
  readonly userId: string;
  readonly advisorId: string;
  readonly advisorPersonId: string;
  readonly medium: 'voice' | 'video';
  readonly minutes: number;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly priceMinor: number;
  readonly currency: string;
  /** What the licensee's own systems call the booking, and say of it. */
  readonly externalId: string | null;
  readonly metadata: Metadata;
}

interface Closed {
  /** What of the price came back to the user. */
  readonly givenBackMinor: number;
  /** What was kept, and shared as a price. */
  readonly keptMinor: number;
}

export const BookingRequested = defineEvent<BookingFacts & { acceptBy: string }>(
  'booking.requested',
  'A user asked for a slot; its price is held and the advisor is asked',
);
export const BookingAccepted = defineEvent<BookingFacts & { isAutomatic: boolean }>(
  'booking.accepted',
  'A booking is agreed, by the advisor or at once',
);
export const BookingDeclined = defineEvent<BookingFacts & Closed>(
  'booking.declined',
  'The advisor does not take a booking; the money is free',
);
export const BookingLapsed = defineEvent<BookingFacts & Closed>(
  'booking.lapsed',
  'The advisor did not answer in time; the money is free',
);
export const BookingCancelled = defineEvent<BookingFacts & Closed & { by: CancelledBy }>(
  'booking.cancelled',
  'A booking was called off, by a side, staff or the platform',
);
export const BookingReminderDue = defineEvent<BookingFacts & { before: 'day' | 'quarter_hour' }>(
  'booking.reminder_due',
  'A booking begins in 24 hours, or in 15 minutes',
);
export const BookingStarted = defineEvent<BookingFacts & { callId: string; by: 'user' | 'advisor' }>(
  'booking.started',
  'A side started the call of a booking; the other one is rung',
);
export const BookingCompleted = defineEvent<BookingFacts & Closed & { callId: string; billedSeconds: number }>(
  'booking.completed',
  'The call of a booking is over and settled',
);
export const BookingNoShow = defineEvent<BookingFacts & Closed & { by: NoShowBy }>(
  'booking.no_show',
  'Somebody did not come to a booking',
);

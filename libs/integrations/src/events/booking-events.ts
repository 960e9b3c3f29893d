import { type Metadata, publicId } from '@app/kernel';
import {
  BookingAccepted,
  BookingCancelled,
  BookingCompleted,
  BookingDeclined,
  type BookingFacts,
  BookingLapsed,
  BookingNoShow,
  BookingRequested,
  BookingStarted,
  CANCELLED_BY,
  NO_SHOW_BY,
} from '@app/bookings';
import { Amount, At, Count, CurrencyCode, OneOf, OwnId, OwnMetadata, RefersTo } from './payload.js';
import { type PublicEvent, publicEvent } from './public-event.js';

export class BookingData {
  @RefersTo('booking', 'The booking') bookingId: string;
  @RefersTo('person', 'Who booked and pays') userId: string;
  @RefersTo('advisor', 'Who is booked') advisorId: string;
  @OneOf('How they talk', ['voice', 'video']) medium: string;
  @Count('Length of the slot in minutes', { example: 30 }) minutes: number;
  @At('When the slot begins') startsAt: string;
  @At('When the slot ends') endsAt: string;
  @Amount('Price of the slot') priceMinor: number;
  @CurrencyCode() currency: string;
  @OwnId() externalId: string | null;
  @OwnMetadata() metadata: Metadata;
}
export class BookingRequestedData extends BookingData {
  @At('Until when the advisor may accept') acceptBy: string;
}
export class BookingClosedData extends BookingData {
  @Amount('What of the price came back to the user') givenBackMinor: number;
  @Amount('What was kept, and shared as a price') keptMinor: number;
}
export class BookingCancelledData extends BookingClosedData {
  @OneOf('Who called it off', CANCELLED_BY) by: string;
}
export class BookingNoShowData extends BookingClosedData {
  @OneOf('Who did not come', NO_SHOW_BY) by: string;
}
export class BookingStartedData extends BookingData {
  @RefersTo('call', 'Its call') callId: string;
  @OneOf('Who started it', ['user', 'advisor']) by: string;
}
export class BookingCompletedData extends BookingClosedData {
  @RefersTo('call', 'Its call') callId: string;
  @Count('Seconds that were charged') billedSeconds: number;
}

const ofBooking = ['booking', ({ bookingId }: BookingFacts) => bookingId] as const;
const booking = (fact: BookingFacts): BookingData => ({
  bookingId: publicId('booking', fact.bookingId),
  userId: publicId('person', fact.userId),
  advisorId: publicId('advisor', fact.advisorId),
  medium: fact.medium,
  minutes: fact.minutes,
  startsAt: fact.startsAt,
  endsAt: fact.endsAt,
  priceMinor: fact.priceMinor,
  currency: fact.currency,
  externalId: fact.externalId,
  metadata: fact.metadata,
});
const closed = (fact: BookingFacts & { givenBackMinor: number; keptMinor: number }): BookingClosedData => ({
  ...booking(fact),
  givenBackMinor: fact.givenBackMinor,
  keptMinor: fact.keptMinor,
});

export const BOOKING_EVENTS: readonly PublicEvent[] = [
  publicEvent(BookingRequested, {
    type: 'booking.requested',
    description: 'A user asked for a slot; its price is held and the advisor is asked',
    payload: BookingRequestedData,
    subject: ofBooking,
    data: (fact) => ({ ...booking(fact), acceptBy: fact.acceptBy }),
  }),
  publicEvent(BookingAccepted, {
    type: 'booking.accepted',
    description: 'A booking is agreed, by the advisor or at once',
    payload: BookingData,
    subject: ofBooking,
    data: booking,
  }),
  publicEvent(BookingDeclined, {
    type: 'booking.declined',
    description: 'The advisor does not take a booking; the money is free',
    payload: BookingClosedData,
    subject: ofBooking,
    data: closed,
  }),
  publicEvent(BookingLapsed, {
    type: 'booking.lapsed',
    description: 'The advisor did not answer in time; the money is free',
    payload: BookingClosedData,
    subject: ofBooking,
    data: closed,
  }),
  publicEvent(BookingCancelled, {
    type: 'booking.cancelled',
    description: 'A booking was called off',
    payload: BookingCancelledData,
    subject: ofBooking,
    data: (fact) => ({ ...closed(fact), by: fact.by }),
  }),
  publicEvent(BookingStarted, {
    type: 'booking.started',
    description: 'A side started the call of a booking; the other one is rung',
    payload: BookingStartedData,
    subject: ofBooking,
    data: (fact) => ({ ...booking(fact), callId: publicId('call', fact.callId), by: fact.by }),
  }),
  publicEvent(BookingCompleted, {
    type: 'booking.completed',
    description: 'The call of a booking is over and settled',
    payload: BookingCompletedData,
    subject: ofBooking,
    data: (fact) => ({
      ...closed(fact),
      callId: publicId('call', fact.callId),
      billedSeconds: fact.billedSeconds,
    }),
  }),
  publicEvent(BookingNoShow, {
    type: 'booking.no_show',
    description: 'Somebody did not come to a booking',
    payload: BookingNoShowData,
    subject: ofBooking,
    data: (fact) => ({ ...closed(fact), by: fact.by }),
  }),
];

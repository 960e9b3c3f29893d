import { Problem, mapViolations } from '@app/kernel';
import type { BookingStatus } from './booking-machine.js';

export class SlotTaken extends Problem {
  static override readonly type = 'slot-taken';
  static override readonly title = 'The slot is not free';
  static override readonly status = 409;
  constructor() {
    super('Somebody was quicker, or the advisor is not there then. Choose another slot.');
  }
}

export class AlreadyBooked extends Problem {
  static override readonly type = 'already-booked';
  static override readonly title = 'You have another booking at that time';
  static override readonly status = 409;
  constructor() {
    super('Choose another time, or cancel the other booking first.');
  }
}

export class BookingNotOffered extends Problem {
  static override readonly type = 'booking-not-offered';
  static override readonly title = 'The advisor does not offer this booking';
  static override readonly status = 409;
  constructor(minutes: readonly number[]) {
    super(
      minutes.length === 0
        ? 'The advisor takes no bookings.'
        : `The advisor offers bookings of ${minutes.join(', ')} minutes.`,
      { minutes },
    );
  }
}

export class BookingPriceChanged extends Problem {
  static override readonly type = 'booking-price-changed';
  static override readonly title = 'The price of the booking has changed';
  static override readonly status = 409;
  constructor(priceMinor: number, currency: string) {
    super(`The booking now costs ${priceMinor} minor units. Ask the user again.`, { priceMinor, currency });
  }
}

/** The user was shown what comes back, and time has moved on. */
export class RefundChanged extends Problem {
  static override readonly type = 'booking-refund-changed';
  static override readonly title = 'What comes back has changed';
  static override readonly status = 409;
  constructor(givenBackMinor: number, currency: string) {
    super(`Cancelling now gives back ${givenBackMinor} minor units. Ask the user again.`, { givenBackMinor, currency });
  }
}

export class IllegalBookingMove extends Problem {
  static override readonly type = 'illegal-booking-move';
  static override readonly title = 'The booking is past that point, or not there yet';
  static override readonly status = 409;
  constructor(move: string, status: BookingStatus, startsAt: Date) {
    super(`A booking that is ${status} cannot be ${move} now.`, {
      bookingStatus: status,
      startsAt: startsAt.toISOString(),
    });
  }
}

mapViolations({
  booking_once_per_advisor: () => new SlotTaken(),
  booking_once_per_user: () => new AlreadyBooked(),
});

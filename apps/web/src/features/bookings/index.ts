export { BookingEnd, BookingState } from './booking-state.tsx';
export { BOOKINGS_KEY, type Booking, useBookingActs, useOwnBookings } from './queries.ts';
export { StartButton } from './start-button.tsx';
export { Tiers } from './tiers.tsx';

export { BookingCard } from './booking-card.tsx';
export { BookingState } from './booking-state.tsx';
export { BOOKINGS_KEY, type Booking, useBookingActs, useOwnBookings } from './queries.ts';
export { Tiers } from './tiers.tsx';
export { within } from './within.ts';

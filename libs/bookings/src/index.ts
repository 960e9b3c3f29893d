export { CANCELLED_BY, NO_SHOW_BY } from './booking-machine.js';
export { BookingSettingsService } from './booking-settings.service.js';
export * from './bookings.events.js';
export * from './bookings.module.js';
export * from './bookings.problems.js';
export * from './calendar/calendars.events.js';

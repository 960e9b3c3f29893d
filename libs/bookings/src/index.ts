export * from './bookings.events.js';
export * from './bookings.module.js';
export * from './bookings.problems.js';

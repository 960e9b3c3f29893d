/** What our events say in a calendar of somebody else's. */
interface BookingWords {
  callWith(name: string): string;
  feedOf(brand: string): string;
}

const EN: BookingWords = { callWith: (name) => `Call with ${name}`, feedOf: (brand) => `${brand}: bookings` };
const DE: BookingWords = { callWith: (name) => `Gespräch mit ${name}`, feedOf: (brand) => `${brand}: Termine` };

/** Words in the language of a person. */
export const bookingWords = (locale: string): BookingWords => (locale.startsWith('de') ? DE : EN);

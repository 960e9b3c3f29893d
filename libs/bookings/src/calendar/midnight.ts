/** The first moment of a date in a time zone: 00:00, or what comes after it where the clocks skip that. */
export const midnightIn = (date: string, timeZone: string): Date =>
  new Date(Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds);

/** The quarter of a day: "2026-Q4". */
export const quarterOf = (day: Date): string => `${day.getFullYear()}-Q${Math.floor(day.getMonth() / 3) + 1}`;

/** This quarter and those before it, newest first. */
export const lastQuarters = (today: Date, count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    quarterOf(new Date(today.getFullYear(), today.getMonth() - 3 * index, 1)),
  );

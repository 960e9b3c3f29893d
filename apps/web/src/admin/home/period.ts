export const PERIODS = [7, 30, 90] as const;
export type Days = (typeof PERIODS)[number];

/** Days of the address; undefined = the usual 30. */
export const daysOf = (value: unknown): Days | undefined => PERIODS.find((days) => days === Number(value));

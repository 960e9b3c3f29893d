import { type HoursRow, hoursOf, hoursRows } from '~/features/prices/index.ts';
import type { Schemas } from '~/shared/api/index.ts';
import { editableMoney, parseMoney } from '~/shared/format.ts';

export type Prices = Schemas['OwnPricesResponse'];
export type Medium = 'voice' | 'video';

export interface SessionRow {
  readonly medium: Medium;
  readonly minutes: string;
  readonly priceMinor: string;
}

export interface TierRow {
  readonly medium: Medium;
  readonly afterMinutes: string;
  readonly ratePerMinuteMinor: string;
}

/** As typed. The names are the service's, so that what it says against a price stands at it. A type, so that it is open to the form's record type. */
export type PricesForm = {
  sessions: SessionRow[];
  tiers: TierRow[];
  hours: HoursRow[];
  freeMinutes: string;
  freePer: 'call' | 'pair';
};

export const FIELDS = { freeSeconds: 'freeMinutes' } as const;

/** Whole number of what was typed. */
export const wholeOf = (typed: string): number | undefined =>
  /^\s*\d{1,5}\s*$/.test(typed) ? Number.parseInt(typed, 10) : undefined;

/** Seconds of "3" or "2:30" minutes; nothing = none. */
export function secondsOf(typed: string): number | undefined {
  if (typed.trim() === '') return 0;
  const match = /^\s*(\d{1,2})(?::([0-5]\d))?\s*$/.exec(typed);
  return match ? Number.parseInt(match[1]!, 10) * 60 + Number.parseInt(match[2] ?? '0', 10) : undefined;
}

const minutesText = (seconds: number): string => {
  const rest = seconds % 60;
  return rest === 0 ? `${seconds / 60}` : `${(seconds - rest) / 60}:${rest.toString().padStart(2, '0')}`;
};

export const formOf = ({ sessions, tiers, hours, freeSeconds, freePer }: Prices): PricesForm => ({
  sessions: sessions.map(({ medium, minutes, priceMinor }) => ({
    medium,
    minutes: String(minutes),
    priceMinor: editableMoney(priceMinor),
  })),
  tiers: tiers.map(({ medium, afterMinutes, ratePerMinuteMinor }) => ({
    medium,
    afterMinutes: String(afterMinutes),
    ratePerMinuteMinor: editableMoney(ratePerMinuteMinor),
  })),
  hours: hoursRows(hours),
  freeMinutes: minutesText(freeSeconds),
  freePer,
});

/** The prices of a form without faults. */
export const pricesOf = ({ sessions, tiers, hours, freeMinutes, freePer }: PricesForm): Schemas['PricesDto'] => ({
  sessions: sessions.map(({ medium, minutes, priceMinor }) => ({
    medium,
    minutes: wholeOf(minutes) ?? 0,
    priceMinor: parseMoney(priceMinor) ?? 0,
  })),
  tiers: tiers.map(({ medium, afterMinutes, ratePerMinuteMinor }) => ({
    medium,
    afterMinutes: wholeOf(afterMinutes) ?? 0,
    ratePerMinuteMinor: parseMoney(ratePerMinuteMinor) ?? 0,
  })),
  hours: hoursOf(hours),
  freeSeconds: secondsOf(freeMinutes) ?? 0,
  freePer,
});

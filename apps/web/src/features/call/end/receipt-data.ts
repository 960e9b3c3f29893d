/** The parts of the signed document that a person reads (libs/calling/src/receipts.ts). */
export interface ReceiptDocument {
  readonly number: number;
  readonly licensee: { readonly name: string };
  /** Left out where the seller has no tax number, and in receipts of before. */
  readonly seller?: { readonly company: string; readonly taxNumber: string };
  readonly advisor: { readonly name: string };
  readonly call: { readonly id: string; readonly medium: string; readonly startedAt: string; readonly endedAt: string };
  readonly terms: {
    readonly ratePerMinuteMinor: string;
    readonly connectionFeeMinor: string;
    readonly freeSeconds: number;
    readonly freeBelowSeconds: number;
    readonly minimumSeconds: number;
    readonly taxRateBp: number;
    readonly taxOnTop?: true;
    readonly tiers?: readonly { readonly afterMinutes: number; readonly ratePerMinuteMinor: string }[];
    readonly session?: { readonly minutes: number; readonly priceMinor: string; readonly thenPerMinute: boolean };
  };
  readonly pauses: readonly { readonly from: string; readonly to: string; readonly cause: string }[];
  readonly connectedSeconds: number;
  readonly billedSeconds: number;
  readonly waived: 'advisor_hung_up_early' | null;
  readonly currency: string;
  readonly priceMinor: number;
  readonly paidMinor: number;
  readonly promoMinor: number;
  readonly split: { readonly taxMinor: number };
  /** Left out in receipts of before. */
  readonly tax?: {
    readonly country: string | null;
    readonly priceNetMinor: number;
    readonly paidNetMinor: number;
    readonly reverseCharge?: { readonly company: string; readonly vatNumber: string };
  };
  /** Free seconds that were paid for by somebody else. */
  readonly sponsored?: { readonly seconds: number; readonly priceMinor: number };
  readonly issuedAt: string;
}

const wholeSeconds = (from: string, to: string): number => Math.floor((Date.parse(to) - Date.parse(from)) / 1000);

/** Between two times as they are shown, without their parts of a second. */
const shownSeconds = (from: string, to: string): number =>
  Math.floor(Date.parse(to) / 1000) - Math.floor(Date.parse(from) / 1000);

export interface TimeSums {
  /** From start to end. */
  readonly wholeSeconds: number;
  readonly pauses: readonly { readonly seconds: number; readonly cause: string }[];
  /** Parts of a second, and a line that broke shortly before the end: whole = talk + pauses + this. */
  readonly uncountedSeconds: number;
  readonly freeSeconds: number;
  readonly minimumSeconds: number;
  readonly roundedSeconds: number;
  /** Connected, but not charged for another reason than the free seconds. */
  readonly waivedSeconds: number;
}

/** Splits the time of a call so that every sum on the page adds up (S10.2). */
export function timeSums(receipt: ReceiptDocument): TimeSums {
  const { call, terms, connectedSeconds, billedSeconds } = receipt;
  const whole = shownSeconds(call.startedAt, call.endedAt);
  const pauses = receipt.pauses.map(({ from, to, cause }) => ({ seconds: wholeSeconds(from, to), cause }));
  const paused = pauses.reduce((sum, { seconds }) => sum + seconds, 0);
  const free = Math.min(terms.freeSeconds, connectedSeconds);
  const afterFree = connectedSeconds - free;
  const minimum = billedSeconds === 0 || terms.session ? 0 : Math.max(0, terms.minimumSeconds - afterFree);
  return {
    wholeSeconds: whole,
    pauses,
    uncountedSeconds: Math.max(0, whole - connectedSeconds - paused),
    freeSeconds: free,
    minimumSeconds: minimum,
    roundedSeconds: Math.max(0, billedSeconds - afterFree - minimum),
    waivedSeconds: Math.max(0, afterFree - billedSeconds),
  };
}

/** A part of the price and what it is for. */
export type PricePart =
  | { readonly kind: 'time'; readonly seconds: number; readonly rateMinor: number | null; readonly minor: number }
  | { readonly kind: 'session'; readonly minutes: number; readonly isInPart: boolean; readonly minor: number }
  | { readonly kind: 'fee'; readonly minor: number };

/** The price as it was entered: without the tax where that comes on top. */
export const enteredPrice = ({ terms, tax, priceMinor }: ReceiptDocument): number =>
  terms.taxOnTop && tax ? tax.priceNetMinor : priceMinor;

/** What the entered price is made of; the parts sum to it. A minute of several prices is one part without a price. */
export function priceParts(receipt: ReceiptDocument): PricePart[] {
  const { terms, billedSeconds } = receipt;
  const priceMinor = enteredPrice(receipt);
  const { session, tiers = [] } = terms;
  const rateMinor = tiers.length > 0 ? null : Number.parseInt(terms.ratePerMinuteMinor, 10);
  if (!session || priceMinor === 0) {
    const fee = billedSeconds > 0 ? Number.parseInt(terms.connectionFeeMinor, 10) : 0;
    return [
      { kind: 'time', seconds: billedSeconds, rateMinor, minor: priceMinor - fee },
      ...(fee > 0 ? [{ kind: 'fee', minor: fee } as const] : []),
    ];
  }
  const flat = Math.min(priceMinor, Number.parseInt(session.priceMinor, 10));
  const over = Math.max(0, billedSeconds - session.minutes * 60);
  return [
    {
      kind: 'session',
      minutes: session.minutes,
      isInPart: flat < Number.parseInt(session.priceMinor, 10),
      minor: flat,
    },
    ...(over > 0 ? [{ kind: 'time', seconds: over, rateMinor, minor: priceMinor - flat } as const] : []),
  ];
}

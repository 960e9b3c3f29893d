import type { KeyObject } from 'node:crypto';
import { type Signature, canonical, sha256, signDocument, signatureFault, taxWithin } from '@app/kernel';
import { type EndReason, type Segment, isCutShort } from './call-machine.js';
import { type Sponsor, type StoredTerms, finalPrice, freePrice, readTerms } from './pricing.js';

/** The document that proves every billed second. Amounts in minor units, times RFC 3339 in UTC. */
export interface Receipt {
  readonly version: 1;
  readonly id: string;
  readonly number: number;
  readonly licensee: { readonly id: string; readonly name: string };
  /** The company that sells the call, which may be the operator's, and its tax number; left out where it has none, and in receipts of before. */
  readonly seller?: { readonly company: string; readonly taxNumber: string };
  readonly payerId: string;
  readonly advisor: { readonly id: string; readonly name: string };
  readonly call: {
    readonly id: string;
    readonly medium: string;
    readonly requestedAt: string;
    readonly startedAt: string;
    readonly endedAt: string;
    readonly endReason: EndReason;
  };
  readonly terms: StoredTerms;
  readonly intervals: readonly {
    readonly from: string;
    readonly to: string;
    readonly milliseconds: number;
    readonly openedBy: string;
    readonly closedBy: string;
  }[];
  readonly pauses: readonly { readonly from: string; readonly to: string; readonly cause: string }[];
  readonly connectedSeconds: number;
  readonly billedSeconds: number;
  /** Why nothing is charged although people were connected; null = charged by the terms. */
  readonly waived: 'advisor_hung_up_early' | null;
  readonly currency: string;
  readonly priceMinor: number;
  readonly paidMinor: number;
  readonly promoMinor: number;
  readonly split: {
    readonly advisorMinor: number;
    readonly licenseeMinor: number;
    readonly operatorMinor: number;
    readonly taxMinor: number;
  };
  readonly transactionId: string | null;
  /** The country of the tax and the sums that a person adds up; left out in receipts of before. Whose country it is, and why, is in the terms. */
  readonly tax?: {
    readonly country: string | null;
    readonly rateBp: number;
    /** The price without its tax: what tax that comes on top was added to. */
    readonly priceNetMinor: number;
    /** What was really paid, without the tax in it. */
    readonly paidNetMinor: number;
    readonly taxMinor: number;
    /** The company that owes the tax itself; left out where it is in the price. */
    readonly reverseCharge?: { readonly company: string; readonly vatNumber: string };
  };
  /** Free seconds that a sponsor bears; left out when there were none. Not part of the price. */
  readonly sponsored?: {
    readonly seconds: number;
    readonly priceMinor: number;
    readonly sponsor: Sponsor;
    readonly transactionId: string | null;
  };
  /** Media events behind the intervals: id, type, time, and the hash of the event as it came. */
  readonly evidence: readonly {
    readonly eventId: string;
    readonly type: string;
    readonly at: string;
    readonly sha256: string;
  }[];
  readonly previousHash: string | null;
  readonly issuedAt: string;
}

export type SignedReceipt = Signature & { readonly receipt: Receipt };

export function signReceipt(receipt: Receipt, privateKey: KeyObject): SignedReceipt & { body: string } {
  return { receipt, ...signDocument(receipt, privateKey) };
}

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

/**
 * Checks a receipt with the public key alone: signature, hash, intervals, price and split.
 * @returns the first thing that is wrong, or undefined.
 */
export function firstFault(signed: SignedReceipt, publicKey: KeyObject): string | undefined {
  const { receipt } = signed;
  if (typeof receipt !== 'object' || receipt === null) return 'the file holds no receipt';
  const fault = signatureFault(receipt, signed, publicKey);
  if (fault !== undefined) return fault;
  return firstWrongFigure(receipt);
}

function firstWrongFigure(receipt: Receipt): string | undefined {
  let total = 0;
  let before: string | undefined;
  for (const [index, interval] of receipt.intervals.entries()) {
    const length = Date.parse(interval.to) - Date.parse(interval.from);
    if (!(length >= 0) || length !== interval.milliseconds)
      return `intervals[${index}]: from ${interval.from} to ${interval.to} is ${length} ms, the receipt says ${interval.milliseconds}`;
    if (before !== undefined && Date.parse(interval.from) < Date.parse(before))
      return `intervals[${index}]: overlaps the one before`;
    before = interval.to;
    total += length;
  }
  if (seconds(total) !== receipt.connectedSeconds)
    return `connectedSeconds: the intervals sum to ${seconds(total)}, the receipt says ${receipt.connectedSeconds}`;
  const terms = readTerms(receipt.terms);
  const price =
    receipt.waived === null ? finalPrice(terms, receipt.connectedSeconds, isCutShort(receipt.call.endReason)) : 0n;
  if (price !== BigInt(receipt.priceMinor))
    return `priceMinor: the terms give ${price}, the receipt says ${receipt.priceMinor}`;
  if (receipt.paidMinor + receipt.promoMinor !== receipt.priceMinor)
    return `paidMinor + promoMinor: sum to ${receipt.paidMinor + receipt.promoMinor}, the price is ${receipt.priceMinor}`;
  const { advisorMinor, licenseeMinor, operatorMinor, taxMinor } = receipt.split;
  const parts = advisorMinor + licenseeMinor + operatorMinor + taxMinor;
  const { sponsored } = receipt;
  if (sponsored && BigInt(sponsored.priceMinor) !== freePrice(terms, sponsored.seconds))
    return `sponsored: the terms give ${freePrice(terms, sponsored.seconds)}, the receipt says ${sponsored.priceMinor}`;
  if (parts !== receipt.priceMinor) return `split: the parts sum to ${parts}, the price is ${receipt.priceMinor}`;
  return taxFault(receipt);
}

function taxFault({ tax, priceMinor, paidMinor, terms }: Receipt): string | undefined {
  if (!tax) return undefined;
  const { taxRateBp } = terms;
  const due = taxWithin(BigInt(paidMinor), taxRateBp);
  if (due !== BigInt(tax.taxMinor) || tax.rateBp !== taxRateBp)
    return `tax: ${paidMinor} at ${taxRateBp} hold ${due}, the receipt says ${tax.taxMinor} at ${tax.rateBp}`;
  if (tax.paidNetMinor + tax.taxMinor !== paidMinor)
    return `tax: net and tax sum to ${tax.paidNetMinor + tax.taxMinor}, ${paidMinor} were paid`;
  if (
    (tax.reverseCharge !== undefined) !== (terms.taxed?.reverseCharge === true) ||
    (tax.reverseCharge && tax.rateBp !== 0)
  )
    return 'tax: what the receipt says of the reverse charge is not what the terms say';
  const net = BigInt(priceMinor) - taxWithin(BigInt(priceMinor), taxRateBp);
  return net === BigInt(tax.priceNetMinor)
    ? undefined
    : `tax: the price without tax is ${net}, the receipt says ${tax.priceNetMinor}`;
}

export const intervalsOf = (segments: readonly Segment[]): Receipt['intervals'] =>
  segments.map((segment) => ({
    from: segment.startedAt.toISOString(),
    to: segment.endedAt!.toISOString(),
    milliseconds: segment.endedAt!.getTime() - segment.startedAt.getTime(),
    openedBy: segment.openedBy,
    closedBy: segment.closedBy ?? 'unknown',
  }));

export const hashOfEvent = (payload: unknown): string => sha256(canonical(payload));

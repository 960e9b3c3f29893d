import { Injectable } from '@nestjs/common';
import { type Tx, counters, log, rowsOf } from '@app/kernel';
import { Availability } from '@app/advisors';
import { Ledger, PromoSponsors, WalletsService } from '@app/billing';
import { type CallState, PLATFORM_FAULTS, connectedSeconds, isCutShort } from './call-machine.js';
import type { Call } from './call.entity.js';
import type { LoadedCall } from './calls.queries.js';
import { FreeTime, type Sponsored } from './free-time.service.js';
import { LinkUses } from './links/link-uses.service.js';
import {
  type Split,
  type Terms,
  chargedSeconds,
  finalPrice,
  freePrice,
  splitPrice,
  sponsoredSeconds,
  withSponsored,
} from './pricing.js';
import { ReceiptsService } from './receipts.service.js';
import { CallRefunds } from './refunds/call-refunds.service.js';

/** What a call costs, and to whom it goes. */
interface Bill {
  readonly connectedSeconds: number;
  readonly billedSeconds: number;
  readonly priceMinor: bigint;
  readonly promoMinor: bigint;
  readonly split: Split;
  readonly waived: 'advisor_hung_up_early' | null;
  readonly sponsored: Sponsored | null;
}

/** Turns the metered time of an ended call into money, a receipt and, after a fault of ours, a refund: all in the transaction that ends it [J2]. */
@Injectable()
export class Settlements {
  constructor(
    private readonly ledger: Ledger,
    private readonly wallets: WalletsService,
    private readonly availability: Availability,
    private readonly receipts: ReceiptsService,
    private readonly refunds: CallRefunds,
    private readonly freeTime: FreeTime,
    private readonly links: LinkUses,
    private readonly sponsors: PromoSponsors,
  ) {}

  /**
   * Posts the price from the hold and releases the rest, once: the key is the call. The hold of a booking outlives a call that never connected: the next try uses it,
   * or the booking closes it.
   * @returns the columns of the ended call.
   */
  async settle(tx: Tx, call: LoadedCall): Promise<Partial<Call>> {
    const { row, state } = call;
    const bill = await this.bill(tx, call);
    // Before the money: a call, its link, its hold.
    if (row.linkId !== null && state.startedAt === null) await this.links.giveBack(tx, row.linkId);
    let settlementId: string | null = null;
    let promoCostMinor = 0n;
    if (bill.priceMinor > 0n) {
      const { id, holdId, callerId: personId, advisorId, currency } = row;
      const advisorAccountId = await this.ledger.openAccount(tx, 'advisor_payable', advisorId, currency);
      const settled = await this.sponsors.settle(
        tx,
        { id, holdId, personId, advisorId, advisorMinor: bill.split.advisorMinor, currency },
        () =>
          this.ledger.settle(tx, {
            key: `call:${id}`,
            holdId,
            currency,
            refId: id,
            advisorAccountId,
            priceMinor: bill.priceMinor,
            ...bill.split,
          }),
      );
      settlementId = settled.settlementId;
      promoCostMinor = settled.costMinor;
    } else if (row.bookingId === null || state.startedAt !== null) {
      await this.ledger.releaseHold(tx, row.holdId);
    }
    const { sponsored } = bill;
    if (state.terms.free && !sponsored) await this.freeTime.release(tx, row.id);
    const sponsorTransactionId = sponsored && (await this.freeTime.post(tx, row, state.terms, sponsored));
    state.status = 'ended';
    return {
      billedSeconds: bill.billedSeconds,
      priceMinor: bill.priceMinor,
      promoCostMinor,
      ...(sponsored ? withSponsored(state.terms, bill.split, sponsored.sponsor, sponsored.priceMinor) : bill.split),
      sponsoredSeconds: sponsored?.seconds ?? null,
      sponsoredMinor: sponsored?.priceMinor ?? null,
      sponsor: sponsored?.sponsor ?? null,
      sponsorTransactionId,
      settlementId,
      settledAt: tx.now,
    };
  }

  /** What follows from a settlement, once the call's row has its figures. */
  async settled(tx: Tx, call: LoadedCall): Promise<void> {
    const { row, state } = call;
    const reason = state.endReason!;
    counters.callsEnded.inc({ reason });
    if (state.startedAt) await this.receipts.issue(tx, call, await this.bill(tx, call));
    if (reason === 'no_answer') await this.availability.recordMissedRing(tx, row.advisorId);
    else if (state.acceptedAt) await this.availability.clearMissedRings(tx, row.advisorId);
    if (PLATFORM_FAULTS.includes(reason) && row.settlementId !== null) await this.refunds.refundFault(tx, call);
    await this.wallets.changed(tx, row.callerId);
  }

  /** Pure but for the promo part of the hold, which never changes once the hold is closed. */
  private async bill(tx: Tx, { row, state }: LoadedCall): Promise<Bill> {
    const connected = connectedSeconds(state, state.endedAt ?? tx.now);
    const waived =
      state.startedAt !== null &&
      state.endReason === 'hangup_advisor' &&
      connected < state.terms.advisorHangupFreeSeconds
        ? 'advisor_hung_up_early'
        : null;
    let priceMinor =
      state.startedAt !== null && waived === null
        ? finalPrice(state.terms, connected, isCutShort(state.endReason))
        : 0n;
    if (priceMinor > state.heldMinor) {
      // The deadline makes this impossible; should it happen, the overrun is ours and never the caller's [E18].
      log.fatal({ callId: row.id }, 'a price above its hold');
      priceMinor = state.heldMinor;
    }
    const [hold] = await rowsOf<{ promo_amount: bigint }>(
      tx,
      'select promo_amount from app.hold where licensee_id = $1 and id = $2',
      [row.licenseeId, row.holdId],
    );
    const promoMinor = hold!.promo_amount < priceMinor ? hold!.promo_amount : priceMinor;
    return {
      connectedSeconds: connected,
      billedSeconds: priceMinor === 0n ? 0 : billedSeconds(state.terms, connected),
      priceMinor,
      promoMinor,
      split: splitPrice(state.terms, priceMinor, promoMinor),
      waived,
      sponsored: waived === null ? sponsoredOf(state, connected) : null,
    };
  }
}

/** After a fault of ours nobody pays for the minutes that a caller would have got back. */
function sponsoredOf({ terms, endReason }: CallState, connected: number): Sponsored | null {
  const isFault = endReason !== null && PLATFORM_FAULTS.includes(endReason);
  const given = terms.platformFaultRefundMinutes;
  const counted = !isFault ? connected : given === null ? 0 : Math.max(0, connected - given * 60);
  const seconds = sponsoredSeconds(terms, counted);
  const priceMinor = freePrice(terms, seconds);
  return terms.free && priceMinor > 0n ? { seconds, priceMinor, sponsor: terms.free.sponsor } : null;
}

/** A least price is paid for the seconds there were, also below the free limit. */
const billedSeconds = (terms: Terms, connected: number): number =>
  Math.max(chargedSeconds(terms, connected), terms.session ? connected : 0);

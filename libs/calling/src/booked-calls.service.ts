import { Injectable } from '@nestjs/common';
import { Live, Outbox, type Tx, addSeconds, newId } from '@app/kernel';
import { AdvisorsService } from '@app/advisors';
import { Ledger, SpendingLimits } from '@app/billing';
import { LicenseesService, LimitsService } from '@app/licensees';
import { type EndReason, type Side, newLeg } from './call-machine.js';
import { CallSignals } from './call-signals.js';
import { Call } from './call.entity.js';
import { CallRequested, partiesOf } from './calls.events.js';
import { AdvisorUnavailable } from './calls.problems.js';
import { countLive, readCall, storeLeg } from './calls.queries.js';
import { viewCall } from './calls.view.js';
import { type LaterSession, type Offer, Offers } from './offers.service.js';
import { type Terms, fundedSeconds, storeTerms } from './pricing.js';

/** Longer than any call may last: the hold of a running call never ends by time. */
const HOLD_LIFE_SECONDS = 3 * 24 * 3600;

/** A call that was agreed before: its terms are frozen and its price is held already. */
export interface BookedCall {
  readonly bookingId: string;
  readonly callerId: string;
  readonly advisorId: string;
  readonly advisorPersonId: string;
  readonly medium: 'voice' | 'video';
  readonly topic: string | null;
  readonly terms: Terms;
  readonly holdId: string;
  readonly heldMinor: bigint;
  /** Longest connected time. */
  readonly capSeconds: number;
  /** Different for each try. */
  readonly idempotencyKey: string;
  /** Who asks for it now; the other one is rung. */
  readonly by: Side;
  /** What the advisor who asks for it speaks with. */
  readonly device: string;
}

/** What became of a call, and who was seen in its room. */
export interface CallFacts {
  readonly isEnded: boolean;
  readonly isConnected: boolean;
  readonly endReason: EndReason | null;
  readonly requestedAt: Date;
  readonly endedAt: Date | null;
  readonly billedSeconds: number;
  readonly priceMinor: bigint;
  /** Whether the media server had the side in the room at any time. */
  readonly seen: Record<Side, boolean>;
}

/** Calls of bookings: the price before, the call at its time, what became of it. */
@Injectable()
export class BookedCalls {
  constructor(
    private readonly ledger: Ledger,
    private readonly advisors: AdvisorsService,
    private readonly licensees: LicenseesService,
    private readonly limits: LimitsService,
    private readonly spendingLimits: SpendingLimits,
    private readonly offers: Offers,
    private readonly outbox: Outbox,
    private readonly live: Live,
    private readonly signals: CallSignals,
  ) {}

  /** @throws NotFound, AdvisorUnavailable, SessionNotOffered, CoolingOff, SpendingLimitReached */
  offer(tx: Tx, session: LaterSession): Promise<Offer> {
    return this.offers.later(tx, session);
  }

  /** Whether the two may meet at all: asked before a call is agreed, and before it is made. @throws AdvisorUnavailable where one has blocked the other */
  async assertReachable(tx: Tx, callerId: string, advisorId: string): Promise<void> {
    if (await this.offers.isBlocked(tx, callerId, advisorId)) throw new AdvisorUnavailable();
  }

  /**
   * Starts the call on the money that is held: the hold becomes the call's as it is. Asked for by the caller it rings at the advisor; asked for by the advisor it is
   * taken already, and waits for the caller in its room.
   * @returns the id of the call
   * @throws AdvisorUnavailable, AdvisorBusy, AlreadyInCall, LicenseeSuspended, SwitchedOff, LimitReached
   */
  async start(tx: Tx, booked: BookedCall): Promise<string> {
    const { callerId, advisorId, advisorPersonId, terms, by } = booked;
    await this.licensees.assertOpen(tx, 'calls');
    await this.assertReachable(tx, callerId, advisorId);
    await this.limits.assertRoom(tx, 'maxConcurrentCalls', () => countLive(tx));
    const id = newId();
    const ringExpiresAt = addSeconds(tx.now, terms.ringSeconds);
    await tx.insert(Call, {
      licenseeId: tx.ctx.licenseeId,
      id,
      callerId,
      advisorId,
      advisorPersonId,
      idempotencyKey: booked.idempotencyKey,
      medium: booked.medium,
      topic: booked.topic,
      externalId: null,
      metadata: {},
      bookingId: booked.bookingId,
      linkId: null,
      status: by === 'caller' ? 'ringing' : 'accepted',
      terms: storeTerms(terms),
      legs: { caller: storeLeg(newLeg()), advisor: storeLeg(newLeg()) },
      currency: terms.currency,
      holdId: booked.holdId,
      heldMinor: booked.heldMinor,
      capSeconds: await this.capOf(tx, booked),
      requestedAt: tx.now,
      ringExpiresAt,
      ...(by === 'advisor' && {
        acceptedAt: tx.now,
        acceptedDevice: booked.device,
        // Who is rung gets the time of a ring and of the way into the room.
        connectDeadline: addSeconds(ringExpiresAt, terms.connectSeconds),
        roomOpen: true,
      }),
    });
    await this.ledger.extendHold(tx, booked.holdId, 0n, addSeconds(tx.now, HOLD_LIFE_SECONDS));
    const call = await readCall(tx, id);
    if (by === 'caller')
      await this.outbox.add(tx, CallRequested, { ...partiesOf(call.row), expiresAt: ringExpiresAt.toISOString() });
    // Nothing rings: visitors are told here that the advisor is busy.
    else await this.advisors.announceStatus(tx, advisorId);
    await this.signals.tellSide(tx, call, 'advisor');
    await this.live.tell(tx, [callerId], `call.${call.state.status}`, { ...(await viewCall(tx, call, 'caller')) });
    return id;
  }

  /** @throws NotFound */
  async factsOf(tx: Tx, callId: string): Promise<CallFacts> {
    const { row, state } = await readCall(tx, callId);
    const seen = (side: Side): boolean => state.legs[side].sid !== null || state.legs[side].leftSids.length > 0;
    return {
      isEnded: state.status === 'ended',
      isConnected: state.startedAt !== null,
      endReason: state.endReason,
      requestedAt: row.requestedAt,
      endedAt: state.endedAt,
      billedSeconds: row.billedSeconds ?? 0,
      priceMinor: row.priceMinor ?? 0n,
      seen: { caller: seen('caller'), advisor: seen('advisor') },
    };
  }

  /** What else was spent meanwhile may have used up what a limit left; what is held is counted as spent there, and stays. */
  private async capOf(tx: Tx, { callerId, terms, heldMinor, capSeconds }: BookedCall): Promise<number> {
    await this.spendingLimits.lock(tx, callerId);
    const flat = terms.session!.minutes * 60;
    const room = (await this.spendingLimits.breakUntil(tx, callerId))
      ? { remaining: 0n }
      : await this.spendingLimits.room(tx, callerId);
    if (!room) return capSeconds;
    return Math.max(flat, fundedSeconds(terms, heldMinor + room.remaining, capSeconds));
  }
}

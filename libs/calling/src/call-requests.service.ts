import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type Metadata,
  type Tx,
  addSeconds,
  claimExternalId,
  idempotencyKeyOf,
  newId,
  personOf,
  publicId,
  rowsOf,
  toJsonMinor,
} from '@app/kernel';
import { InsufficientFunds, Ledger, keepStart } from '@app/billing';
import { CallAdmission } from './call-admission.js';
import { CallSignals } from './call-signals.js';
import { newLeg } from './call-machine.js';
import { Call } from './call.entity.js';
import type { CallView, QuoteCall, QuoteView, RequestCall } from './calls.dto.js';
import { PriceChanged } from './calls.problems.js';
import { readCall, storeLeg } from './calls.queries.js';
import { sessionView, tiersView, viewCall } from './calls.view.js';
import { FreeTime } from './free-time.service.js';
import { LinkUses } from './links/link-uses.service.js';
import { Offers } from './offers.service.js';
import { type Terms, fundedSeconds, priceOf, storeTerms } from './pricing.js';
import { taxView } from './tax/taxes.service.js';

/** What the licensee's own systems call a call, and say of it. */
export interface OwnWords {
  readonly externalId?: string;
  readonly metadata?: Metadata;
}

/** Orphaned holds end by time; a hold of a live call never does, so this is longer than any call. */
const HOLD_LIFE_SECONDS = 3 * 24 * 3600;

/** From the wish to call to the ringing phone: terms are frozen, money is held, the advisor is reserved; all in one transaction. */
@Injectable()
export class CallRequestsService {
  constructor(
    private readonly db: Db,
    private readonly ledger: Ledger,
    private readonly admission: CallAdmission,
    private readonly offers: Offers,
    private readonly freeTime: FreeTime,
    private readonly links: LinkUses,
    private readonly signals: CallSignals,
  ) {}

  /** Price, hold and reach before the call [E20]. @throws NotFound, LinkNotOpen, AdvisorUnavailable */
  async quote(ctx: Context, input: QuoteCall): Promise<QuoteView> {
    return this.db.read(ctx, async (tx) => {
      const { terms, holdMinor, availableMinor, capSeconds } = await this.offers.of(tx, input);
      const seconds = fundedSeconds(terms, availableMinor, capSeconds);
      return {
        advisorId: publicId('advisor', input.advisorId),
        medium: input.medium,
        currency: terms.currency,
        ratePerMinuteMinor: toJsonMinor(terms.ratePerMinuteMinor),
        connectionFeeMinor: toJsonMinor(terms.connectionFeeMinor),
        rateAdjustBp: terms.rateAdjustBp ?? 0,
        tiers: tiersView(terms),
        session: sessionView(terms),
        freeSeconds: terms.freeSeconds,
        freePer: terms.free?.per ?? null,
        freeBelowSeconds: terms.freeBelowSeconds,
        minimumSeconds: terms.minimumSeconds,
        incrementSeconds: terms.incrementSeconds,
        rounding: terms.rounding,
        taxRateBp: terms.taxRateBp,
        tax: taxView(terms),
        holdMinor: toJsonMinor(holdMinor),
        availableMinor: toJsonMinor(availableMinor),
        affordableMinutes: Math.floor(seconds / 60),
        affordableSeconds: seconds,
        mostMinor: toJsonMinor(priceOf(terms, seconds)),
        sufficient: availableMinor >= holdMinor,
      };
    });
  }

  /**
   * Requests a call: it rings when this returns.
   * @throws NotFound, AdvisorUnavailable, AdvisorBusy, AlreadyInCall, LinkNotOpen, PriceChanged, InsufficientFunds, WalletFrozen, LicenseeSuspended, SwitchedOff, LimitReached, CoolingOff, SpendingLimitReached, ExternalIdTaken
   */
  async request(ctx: Context, input: RequestCall, own: OwnWords = {}): Promise<CallView> {
    return this.db.transaction(ctx, async (tx) => {
      const callerId = personOf(ctx).personId;
      const key = idempotencyKeyOf(ctx);
      const [before] = await rowsOf<{ id: string }>(
        tx,
        'select id from app.call where licensee_id = $1 and caller_id = $2 and idempotency_key = $3',
        [ctx.licenseeId, callerId, key],
      );
      const id = before?.id ?? (await this.create(tx, callerId, key, input, own));
      return viewCall(tx, await readCall(tx, id), 'caller');
    });
  }

  private async create(tx: Tx, callerId: string, key: string, input: RequestCall, own: OwnWords): Promise<string> {
    await this.admission.admit(tx, callerId);
    await claimExternalId(tx, 'call', own.externalId);
    const offer = await this.offers.of(tx, input);
    assertAccepted(offer.terms, input);
    const id = newId();
    const holdId = newId();
    // The row comes first: a busy advisor is refused by its unique index before any money is touched.
    await tx.insert(Call, {
      licenseeId: tx.ctx.licenseeId,
      id,
      callerId,
      advisorId: input.advisorId,
      advisorPersonId: offer.advisorPersonId,
      idempotencyKey: key,
      externalId: own.externalId ?? null,
      metadata: own.metadata ?? {},
      medium: input.medium,
      topic: input.topic ?? null,
      status: 'ringing',
      terms: storeTerms(offer.terms),
      legs: { caller: storeLeg(newLeg()), advisor: storeLeg(newLeg()) },
      currency: offer.terms.currency,
      holdId,
      linkId: offer.linkId,
      heldMinor: offer.holdMinor,
      capSeconds: offer.capSeconds,
      requestedAt: tx.now,
      ringExpiresAt: addSeconds(tx.now, offer.terms.ringSeconds),
    });
    await keepStart(tx, { kind: 'call', id, personId: callerId }, input.acceptedStart);
    if (offer.linkId !== null) await this.links.use(tx, offer.linkId, id);
    // Another call of the same caller may have had the free time since the offer was made.
    if (
      offer.terms.free &&
      !(await this.freeTime.claim(tx, { id, callerId, advisorId: input.advisorId }, offer.terms.free.per))
    )
      throw new PriceChanged({ ...offer.terms, freeSeconds: 0 });
    if (offer.availableMinor < offer.holdMinor) {
      throw new InsufficientFunds(
        `The call needs ${offer.holdMinor} minor units to start, ${offer.availableMinor} are available.`,
        {
          needMinor: toJsonMinor(offer.holdMinor),
          availableMinor: toJsonMinor(offer.availableMinor),
          currency: offer.terms.currency,
        },
      );
    }
    await this.ledger.placeHold(tx, {
      id: holdId,
      personId: callerId,
      currency: offer.terms.currency,
      amount: offer.holdMinor,
      expiresAt: addSeconds(tx.now, HOLD_LIFE_SECONDS),
    });
    await this.signals.requested(tx, await readCall(tx, id));
    return id;
  }
}

/** The caller saw these figures and agreed to them; what was not said was not agreed to, and not refused. @throws PriceChanged */
function assertAccepted(terms: Terms, input: RequestCall): void {
  const agreed = (accepted: number | undefined, inForce: number | undefined): boolean =>
    accepted === undefined || accepted === inForce;
  if (
    !agreed(input.acceptedRatePerMinuteMinor, toJsonMinor(terms.ratePerMinuteMinor)) ||
    !agreed(input.acceptedSessionPriceMinor, terms.session && toJsonMinor(terms.session.priceMinor)) ||
    !agreed(input.acceptedFreeSeconds, terms.freeSeconds) ||
    !agreed(input.acceptedTaxRateBp, terms.taxRateBp)
  )
    throw new PriceChanged(terms);
}

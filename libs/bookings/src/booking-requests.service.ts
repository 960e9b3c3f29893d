import { Injectable } from '@nestjs/common';
import {
  type Actor,
  type Context,
  Db,
  type Metadata,
  type Page,
  type Tx,
  addSeconds,
  claimExternalId,
  idempotencyKeyOf,
  newId,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
  wholeList,
} from '@app/kernel';
import { AdvisorsService, Hours, type Interval } from '@app/advisors';
import { InsufficientFunds, SpendingLimits, keepStart } from '@app/billing';
import { BookedCalls, storeTerms, taxView } from '@app/calling';
import { LicenseesService } from '@app/licensees';
import { BookingMoney } from './booking-money.js';
import { dueAt, skipReminders } from './booking-machine.js';
import { BookingRulesService } from './booking-rules.service.js';
import { BookingSettingsService } from './booking-settings.service.js';
import { BookingSignals } from './booking-signals.js';
import type {
  BookingQuoteView,
  BookingView,
  OfferView,
  QuoteBooking,
  RequestBooking,
  SlotView,
  SlotsQuery,
} from './bookings.dto.js';
import { AlreadyBooked, BookingNotOffered, BookingPriceChanged, SlotTaken } from './bookings.problems.js';
import { isBusy, readBooking, takenOf } from './bookings.queries.js';
import { viewBooking } from './bookings.view.js';
import { busyOf } from './calendar/busy.queries.js';
import type { BookingRules } from './cancellation.js';
import { type BookingSettings, freeSlots, pauseAfter } from './slots.js';

const HOUR_SECONDS = 3600;
const DAY_SECONDS = 24 * HOUR_SECONDS;

/** A booking that a licensee's program asks for: in whose name it is written down, and what the program calls it. */
export interface AskedBy {
  readonly actor: Actor;
  readonly externalId?: string | undefined;
  readonly metadata?: Metadata | undefined;
}

/** From the free slot to the booking: rules and price are frozen, the price is held, the slot is taken; all in one transaction. */
@Injectable()
export class BookingRequestsService {
  constructor(
    private readonly db: Db,
    private readonly advisors: AdvisorsService,
    private readonly hours: Hours,
    private readonly licensees: LicenseesService,
    private readonly calls: BookedCalls,
    private readonly spendingLimits: SpendingLimits,
    private readonly settings: BookingSettingsService,
    private readonly rules: BookingRulesService,
    private readonly money: BookingMoney,
    private readonly signals: BookingSignals,
  ) {}

  /** What an advisor offers. @throws NotFound */
  offer(ctx: Context, advisorId: string): Promise<OfferView> {
    return this.db.read(ctx, async (tx) => {
      const { isOn, lengths, aheadDays, autoAccept } = await this.settingsOf(tx, advisorId);
      return { isOn, lengths: isOn ? [...lengths] : [], aheadDays, autoAccept };
    });
  }

  /** Free slots of an advisor; empty when this is not offered. @throws NotFound */
  slots(ctx: Context, advisorId: string, query: SlotsQuery): Promise<Page<SlotView>> {
    return this.db.read(ctx, async (tx) => {
      const settings = await this.settingsOf(tx, advisorId);
      const minutes = Number.parseInt(query.minutes, 10);
      if (!settings.isOn || !settings.lengths.includes(minutes)) return wholeList<SlotView>([]);
      const from = query.from === undefined || new Date(query.from) < tx.now ? tx.now : new Date(query.from);
      const slots = await this.free(tx, advisorId, settings, minutes, from, Number.parseInt(query.days, 10));
      return wholeList(slots.map(({ start, end }) => ({ startsAt: start.toISOString(), endsAt: end.toISOString() })));
    });
  }

  /** Price and rules of a slot before it is booked. @throws NotFound, AdvisorUnavailable, BookingNotOffered, SlotTaken, CoolingOff, SpendingLimitReached */
  quote(ctx: Context, input: QuoteBooking): Promise<BookingQuoteView> {
    return this.db.read(ctx, async (tx) => {
      const { offer, rules, settings, startsAt } = await this.terms(tx, input);
      const { terms } = offer;
      return {
        priceMinor: toJsonMinor(offer.holdMinor),
        overrunPerMinuteMinor: toJsonMinor(terms.ratePerMinuteMinor),
        tax: taxView(terms),
        availableMinor: toJsonMinor(offer.availableMinor),
        sufficient: offer.availableMinor >= offer.holdMinor,
        currency: terms.currency,
        acceptBy: settings.autoAccept ? null : acceptBy(rules, startsAt, tx.now).toISOString(),
        tiers: [...rules.tiers],
        noShowFeePercent: rules.noShowFeePercent,
        waitMinutes: rules.waitMinutes,
        returnsRest: rules.returnsRest,
      };
    });
  }

  /**
   * Books a slot: of several at once one gets it.
   * @throws NotFound, AdvisorUnavailable, BookingNotOffered, SlotTaken, AlreadyBooked, BookingPriceChanged, InsufficientFunds, WalletFrozen, LicenseeSuspended, SwitchedOff, CoolingOff, SpendingLimitReached
   */
  request(ctx: Context, input: RequestBooking): Promise<BookingView> {
    return this.db.transaction(ctx, async (tx) =>
      viewBooking(tx, await readBooking(tx, await this.place(tx, input)), 'user'),
    );
  }

  /**
   * Books a slot for the user whose transaction this is, whoever asked for it.
   * @returns the id; of a repeat the id of the first
   * @throws ExternalIdTaken, and what {@link request} throws
   */
  async place(tx: Tx, input: RequestBooking, by?: AskedBy): Promise<string> {
    const userId = personOf(tx.ctx).personId;
    const key = idempotencyKeyOf(tx.ctx);
    const [before] = await rowsOf<{ id: string }>(
      tx,
      'select id from app.booking where licensee_id = $1 and user_id = $2 and idempotency_key = $3',
      [tx.ctx.licenseeId, userId, key],
    );
    return before?.id ?? this.create(tx, userId, key, input, by);
  }

  private async create(tx: Tx, userId: string, key: string, input: RequestBooking, by?: AskedBy): Promise<string> {
    await this.licensees.assertOpen(tx, 'calls');
    await claimExternalId(tx, 'booking', by?.externalId);
    await this.spendingLimits.lock(tx, userId);
    const { offer, rules, settings, startsAt, minutes } = await this.terms(tx, input);
    const { terms, holdMinor } = offer;
    if (BigInt(input.acceptedPriceMinor) !== holdMinor)
      throw new BookingPriceChanged(toJsonMinor(holdMinor), terms.currency);
    const [id, holdId] = [newId(), newId()];
    const endsAt = addSeconds(startsAt, minutes * 60);
    const state = {
      status: settings.autoAccept ? ('accepted' as const) : ('requested' as const),
      startsAt,
      waitMinutes: rules.waitMinutes,
      acceptBy: settings.autoAccept ? null : acceptBy(rules, startsAt, tx.now),
      userArrivedAt: null,
      advisorArrivedAt: null,
      remindedDayAt: null,
      remindedSoonAt: null,
      blockedBy: null,
      cancelledBy: null,
      noShowBy: null,
      endedAt: null,
    };
    if (settings.autoAccept) skipReminders(state, tx.now);
    // The row comes first: the exclusion constraints decide who gets the slot before any money is touched. "Do nothing" also saves two at once from waiting for each other.
    const taken = await rowsOf(
      tx,
      `insert into app.booking (licensee_id, id, user_id, advisor_id, advisor_person_id, idempotency_key, medium, minutes, topic, starts_at, ends_at, free_at,
         status, terms, rules, cap_seconds, currency, price_minor, hold_id, accept_by, due_at, reminded_day_at, reminded_soon_at, requested_at,
         external_id, metadata)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)
       on conflict do nothing returning id`,
      [
        tx.ctx.licenseeId,
        id,
        userId,
        input.advisorId,
        offer.advisorPersonId,
        key,
        input.medium,
        minutes,
        input.topic ?? null,
        startsAt,
        endsAt,
        addSeconds(endsAt, pauseAfter(settings, rules.waitMinutes) * 60),
        state.status,
        JSON.stringify(storeTerms(terms)),
        JSON.stringify(rules),
        offer.capSeconds,
        terms.currency,
        holdMinor,
        holdId,
        state.acceptBy,
        dueAt(state),
        state.remindedDayAt,
        state.remindedSoonAt,
        tx.now,
        by?.externalId ?? null,
        JSON.stringify(by?.metadata ?? {}),
      ],
    );
    if (taken.length === 0) {
      if (await isBusy(tx, userId, startsAt, endsAt)) throw new AlreadyBooked();
      throw new SlotTaken();
    }
    await keepStart(tx, { kind: 'booking', id, personId: userId }, input.acceptedStart);
    if (offer.availableMinor < holdMinor)
      throw new InsufficientFunds(
        `The booking needs ${holdMinor} minor units, ${offer.availableMinor} are available.`,
        {
          needMinor: toJsonMinor(holdMinor),
          availableMinor: toJsonMinor(offer.availableMinor),
          currency: terms.currency,
        },
      );
    await this.money.hold(tx, { holdId, userId, currency: terms.currency, priceMinor: holdMinor, endsAt });
    await this.signals.changed(tx, (await readBooking(tx, id)).row);
    if (by)
      await recordAudit(
        tx,
        {
          action: 'booking.requested',
          subject: { kind: 'booking', id: publicId('booking', id) },
          after: { userId: publicId('person', userId) },
        },
        by.actor,
      );
    return id;
  }

  private async terms(tx: Tx, input: QuoteBooking) {
    const { advisorId, medium } = input;
    const settings = await this.settingsOf(tx, advisorId);
    const minutes = Number.parseInt(input.minutes, 10);
    if (!settings.isOn || !settings.lengths.includes(minutes))
      throw new BookingNotOffered(settings.isOn ? settings.lengths : []);
    const startsAt = new Date(input.startsAt);
    const free = await this.free(tx, advisorId, settings, minutes, startsAt, 1);
    if (free[0]?.start.getTime() !== startsAt.getTime()) throw new SlotTaken();
    const rules = await this.rules.of(tx);
    const { returnsRest, noShowFeePercent: leastPercent } = rules;
    const offer = await this.calls.offer(tx, { advisorId, medium, minutes, at: startsAt, returnsRest, leastPercent });
    return { offer, rules, settings, startsAt, minutes };
  }

  private async settingsOf(tx: Tx, advisorId: string): Promise<BookingSettings> {
    await this.advisors.assertListed(tx, advisorId);
    return this.settings.of(tx, advisorId);
  }

  private async free(
    tx: Tx,
    advisorId: string,
    settings: BookingSettings,
    minutes: number,
    from: Date,
    days: number,
  ): Promise<Interval[]> {
    const open = await this.hours.openFrom(tx, advisorId, from, days);
    const to = addSeconds(from, (days + 1) * DAY_SECONDS);
    const taken = [...(await takenOf(tx, advisorId, from, to)), ...(await busyOf(tx, advisorId, from, to))];
    const { waitMinutes } = await this.rules.of(tx);
    return freeSlots(settings, minutes, pauseAfter(settings, waitMinutes), open, taken, tx.now);
  }
}

/** The advisor's time to accept ends with the start at the latest. */
const acceptBy = ({ acceptHours }: BookingRules, startsAt: Date, now: Date): Date => {
  const by = addSeconds(now, acceptHours * HOUR_SECONDS);
  return by < startsAt ? by : startsAt;
};

import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn } from 'class-validator';
import {
  Choice,
  Expand,
  ExternalId,
  Flag,
  Id,
  ListEnvelope,
  type Metadata,
  MetadataMap,
  MinorUnits,
  Moment,
  PageQuery,
  Part,
  Shown,
  Text,
  Whole,
} from '@app/kernel';
import { AcceptedStart } from '@app/billing';
import { UserResponse } from '@app/identity';
import { TaxView } from '@app/calling';
import { Items } from '@app/licensees';
import {
  BOOKING_STATUSES,
  type BookingStatus,
  CANCELLED_BY,
  type CancelledBy,
  NO_SHOW_BY,
  type NoShowBy,
} from './booking-machine.js';
import { LENGTHS } from './slots.js';

const MEDIA = ['voice', 'video'] as const;

/** Minutes of a booking. In a query it arrives as text. */
const Minutes = (): PropertyDecorator =>
  Choice({ description: 'Minutes of the booking', of: LENGTHS.map(String), example: '30' });

const Lengths = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      description: 'Lengths that you offer, in minutes',
      type: 'array',
      items: { type: 'integer', enum: [...LENGTHS] },
      minItems: 1,
      maxItems: LENGTHS.length,
      uniqueItems: true,
      example: [30, 60],
    }),
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(LENGTHS.length),
    ArrayUnique(),
    IsIn([...LENGTHS], { each: true }),
  );

export class BookingSettingsDto {
  @Flag({ description: 'Whether you take bookings' }) isOn: boolean;

  @Lengths()
  lengths: number[];

  @Whole({ description: 'Pause after each booking, in minutes', min: 0, max: 60, example: 10 }) bufferMinutes: number;
  @Whole({ description: 'Least time from the request to the start, in minutes', min: 0, max: 10_080, example: 120 })
  noticeMinutes: number;
  @Whole({ description: 'How many days ahead slots are offered', min: 1, max: 90, example: 30 }) aheadDays: number;
  @Flag({ description: 'Requests are accepted at once, without asking you' }) autoAccept: boolean;
}

export class RefundTier {
  @Whole({ description: 'From so many hours before the start on', min: 0, max: 720, example: 24 }) hoursBefore: number;
  @Whole({ description: 'So many percent of the price come back', min: 0, max: 100, example: 100 })
  refundPercent: number;
}

export class BookingRulesDto {
  @Whole({
    description: 'Hours that an advisor has to accept; never beyond the start. Otherwise the booking lapses free',
    min: 1,
    max: 168,
    example: 24,
  })
  acceptHours: number;

  @Items('What a user who cancels gets back, by notice; below the shortest nothing', () => RefundTier, 6, [
    { hoursBefore: 24, refundPercent: 100 },
    { hoursBefore: 2, refundPercent: 50 },
  ])
  tiers: RefundTier[];

  @Whole({ description: 'Percent of the price that a user pays who does not come', min: 0, max: 100, example: 50 })
  noShowFeePercent: number;

  @Whole({ description: 'Minutes from the start after which somebody is missing', min: 5, max: 30, example: 10 })
  waitMinutes: number;

  @Flag({
    description: 'A call that the user ends early costs only the time that was served, and at least the no-show fee',
  })
  returnsRest: boolean;
}

export class SlotsQuery {
  @Minutes() minutes: string;
  @Moment({ description: 'From when on; now when left out', optional: true }) from?: string;
  @Choice({ description: 'Days from then on', of: ['1', '7', '14'], optional: true }) days: string = '7';
}

export class SlotView {
  @Shown('Start', { format: 'date-time' }) startsAt: string;
  @Shown('End', { format: 'date-time' }) endsAt: string;
}

export class SlotList extends ListEnvelope {
  @Shown('In order; free when this was answered', { type: [SlotView] }) data: SlotView[];
}

export class OfferView {
  @Shown('Whether the advisor takes bookings now') isOn: boolean;
  @Shown('Lengths in minutes', { type: [Number] }) lengths: number[];
  @Shown('Days ahead', { type: 'integer' }) aheadDays: number;
  @Shown('Whether requests are accepted at once') autoAccept: boolean;
}

export class QuoteBooking {
  @Id('advisor', { description: 'Whom' }) advisorId: string;
  @Choice({ description: 'Kind of call', of: MEDIA, example: 'voice' }) medium: 'voice' | 'video';
  @Minutes() minutes: string;
  @Moment({ description: 'Start of a free slot' }) startsAt: string;
}

class WantedBooking extends QuoteBooking {
  @Text({ description: 'What it is about; the advisor reads it', max: 200, optional: true }) topic?: string;
  @MinorUnits({ description: 'The price that the user agreed to; another one refuses the booking' })
  acceptedPriceMinor: number;
}

export class RequestBooking extends WantedBooking {
  @Part(() => AcceptedStart, {
    description:
      'The words beside the button that the user has pressed: the call may be held before the days to withdraw are over. Kept with time and address; left out: they were not shown',
    optional: true,
  })
  acceptedStart?: AcceptedStart;
}

/** A booking for a user that the licensee's server asks for; what its own pages have shown it keeps itself. */
export class BookForUser extends WantedBooking {
  @ExternalId()
  externalId?: string;

  @MetadataMap()
  metadata?: Metadata;
}

export class CancelBooking {
  @Text({ description: 'Why; the other side reads it', max: 300, optional: true }) reason?: string;
  @MinorUnits({ description: 'What the user was told to get back; another amount refuses it', optional: true })
  acceptedRefundMinor?: number;
}

export class StaffCancelBooking {
  @Text({ description: 'Why; both sides read it', max: 300 }) reason: string;
}

export class DeclineBooking {
  @Text({ description: 'Why; the user reads it', max: 300, optional: true }) reason?: string;
}

export class BookingQuoteView {
  @Shown('Price of the whole booking, tax included', { type: 'integer' }) priceMinor: number;
  @Shown('Per minute beyond its minutes, while money lasts', { type: 'integer' }) overrunPerMinuteMinor: number;
  @Shown('Rate of tax and whose it is', { type: TaxView }) tax: TaxView;
  @Shown('What can be spent now', { type: 'integer' }) availableMinor: number;
  @Shown('Whether the price can be held now') sufficient: boolean;
  @Shown('ISO 4217 code') currency: string;
  @Shown('Until when the advisor can accept; null = it is accepted at once', {
    type: String,
    format: 'date-time',
    nullable: true,
  })
  acceptBy: string | null;
  @Shown('What comes back to a user who cancels', { type: [RefundTier] }) tiers: RefundTier[];
  @Shown('Percent of the price for a user who does not come', { type: 'integer' }) noShowFeePercent: number;
  @Shown('Minutes that a side waits for the other', { type: 'integer' }) waitMinutes: number;
  @Shown('Whether a call that the user ends early costs only what was served, and at least the no-show fee')
  returnsRest: boolean;
}

export class BookingView {
  @Shown('Id') id: string;
  @Shown('What your own systems call it; staff and programs only', { type: String, nullable: true }) externalId:
    string | null;
  @Shown('Words of your own about it; staff and programs only', {
    type: 'object',
    additionalProperties: { type: 'string' },
  })
  metadata: Metadata;
  @Shown('State', { type: String, enum: [...BOOKING_STATUSES] }) status: BookingStatus;
  @Shown('Who looks', { type: String, enum: ['user', 'advisor', 'staff'] }) side: 'user' | 'advisor' | 'staff';
  @Shown('Whom') advisorId: string;
  @Shown('Name of the advisor') advisorName: string;
  @Shown('Who booked; null for the advisor', { type: String, nullable: true }) userId: string | null;
  @Shown('For staff', { type: String, nullable: true }) userName: string | null;
  @Shown('The name by which the advisor knows the user; null for the user', { type: String, nullable: true })
  userAlias: string | null;
  @Shown('Kind of call', { type: String, enum: [...MEDIA] }) medium: 'voice' | 'video';
  @Shown('Length', { type: 'integer' }) minutes: number;
  @Shown('What it is about', { type: String, nullable: true }) topic: string | null;
  @Shown('Start', { format: 'date-time' }) startsAt: string;
  @Shown('End', { format: 'date-time' }) endsAt: string;
  @Shown('Until when the advisor can accept', { type: String, format: 'date-time', nullable: true })
  acceptBy: string | null;
  @Shown('When somebody who did not come is found missing', { format: 'date-time' }) waitUntil: string;
  @Shown('The price that is held, tax included; null for the advisor', { type: 'integer', nullable: true })
  priceMinor: number | null;
  @Shown('What the advisor earns of the whole price; null for the user', { type: 'integer', nullable: true })
  earningMinor: number | null;
  @Shown('ISO 4217 code') currency: string;
  @Shown('User: what comes back when it is cancelled now; null when it cannot be', { type: 'integer', nullable: true })
  refundNowMinor: number | null;
  @Shown('What of the price was kept when it ended without a call; null for the advisor', {
    type: 'integer',
    nullable: true,
  })
  keptMinor: number | null;
  @Shown('What comes back by notice', { type: [RefundTier] }) tiers: RefundTier[];
  @Shown('Percent of the price for a user who does not come', { type: 'integer' }) noShowFeePercent: number;
  @Shown('Who called it off', { type: String, enum: [...CANCELLED_BY], nullable: true })
  cancelledBy: CancelledBy | null;
  @Shown('Who did not come', { type: String, enum: [...NO_SHOW_BY], nullable: true }) noShowBy: NoShowBy | null;
  @Shown('Why it was declined or called off', { type: String, nullable: true }) reason: string | null;
  @Shown('Its last call', { type: String, nullable: true }) callId: string | null;
  @Shown("Whether one of the advisor's other calendars has something at that time; null for all but the advisor", {
    type: Boolean,
    nullable: true,
  })
  clashes: boolean | null;
  @Shown('When it was asked for', { format: 'date-time' }) requestedAt: string;
  @Shown('When it was over', { type: String, format: 'date-time', nullable: true }) endedAt: string | null;
  @Shown('With `expand=advisor`: the advisor', {
    allOf: [{ $ref: '#/components/schemas/CallAdvisorView' }],
    required: false,
  })
  advisor?: object;
  @Shown('With `expand=user`: the user who booked', { type: () => UserResponse, required: false }) user?: object;
  @Shown('With `expand=call`: its last call', {
    oneOf: [{ $ref: '#/components/schemas/CallView' }, { type: 'null' }],
    required: false,
  })
  call?: object | null;
}

/** What can be sent along with a booking. */
export const BOOKING_EXPANSIONS = ['advisor', 'user', 'call'] as const;
const Expansions = (): PropertyDecorator =>
  Expand({
    advisor: 'the advisor; staff who see advisors, and programs with the scope `advisors:read`',
    user: 'the user who booked; staff who see users, and programs with the scope `users:read`',
    call: 'its last call, null without one; staff, and programs with the scope `calls:read`',
  });

export class BookingExpandQuery {
  @Expansions() expand?: string;
}

export class BookingList extends ListEnvelope {
  @Shown('Coming ones by their time; others the last first', { type: [BookingView] }) data: BookingView[];
}

export class MyBookingsQuery extends PageQuery {
  @Choice({ description: 'coming: asked for, agreed or running; past: over', of: ['coming', 'past'], optional: true })
  when?: 'coming' | 'past';
  @Choice({ description: 'Only in this state', of: BOOKING_STATUSES, optional: true }) status?: BookingStatus;
}

export class BookingsQuery extends MyBookingsQuery {
  @Id('advisor', { description: 'Only of this advisor', optional: true }) advisorId?: string;
  @Id('person', { description: 'Only of this user', optional: true }) userId?: string;
  @Text({ description: 'Only what your own systems call this', max: 200, optional: true }) externalId?: string;
  @Expansions() expand?: string;
}

import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, Matches, MaxLength } from 'class-validator';
import {
  Currency,
  ExternalId,
  Flag,
  type Metadata,
  MetadataMap,
  MinorUnits,
  Optional,
  Shown,
  Text,
  Whole,
  publicId,
  toJsonMinor,
} from '@app/kernel';
import type { LicenseeTerms } from '@app/licensees';
import { DisplayName, Email, Locale, Password } from '@app/identity';
import {
  ADVISOR_STATUSES,
  type Advisor,
  type AdvisorStatus,
  LIVE_STATUSES,
  type LiveStatus,
  OFFLINE_REASONS,
  type OfflineReason,
} from './advisor.entity.js';
import type { Medium, Prices } from './advisor-prices.entity.js';
import { type PricesInForce, adjustmentAt, freeOffers, pricesInForce } from './prices.js';

export const MAX_RATE_MINOR = 100_000;

export const Headline = (): PropertyDecorator =>
  Text({
    description: 'One line about the advisor',
    min: 0,
    max: 120,
    example: 'Tax questions of freelancers',
    optional: true,
  });

const Bio = (): PropertyDecorator => Text({ description: 'Plain text', min: 0, max: 4000, optional: true });

const Languages = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      description: 'Languages spoken (ISO 639)',
      type: [String],
      required: false,
      minItems: 1,
      maxItems: 10,
      example: ['en', 'de'],
    }),
    Optional(),
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(10),
    ArrayUnique(),
    Matches(/^[a-z]{2,3}$/, { each: true }),
  );

export const MAX_TOPIC_LENGTH = 40;
/** No blanks at the ends, none but single spaces inside, no control characters. */
export const TOPIC = /^[^\s\p{C}]+( [^\s\p{C}]+)*$/u;

const Topics = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      description: 'What the advisor is asked about; upper and lower case are the same topic',
      type: 'array',
      items: { type: 'string', minLength: 1, maxLength: MAX_TOPIC_LENGTH },
      required: false,
      maxItems: 10,
      example: ['Income tax', 'VAT'],
    }),
    Optional(),
    IsArray(),
    ArrayMaxSize(10),
    ArrayUnique((topic: unknown) => (typeof topic === 'string' ? topic.toLowerCase() : topic)),
    MaxLength(MAX_TOPIC_LENGTH, { each: true }),
    Matches(TOPIC, { each: true }),
  );

export const OwnShare = (options: { nullable?: boolean } = {}): PropertyDecorator =>
  applyDecorators(
    Whole({
      description: "Own commission in basis points; left out = the licensee's default",
      min: 0,
      max: 10_000,
      example: 6000,
      optional: true,
      ...options,
    }),
    ApiProperty({ type: 'integer', required: false, nullable: options.nullable === true }),
  );

const Rate = (kind: string): PropertyDecorator =>
  applyDecorators(
    MinorUnits({
      description: `Price of a minute of a ${kind} call, tax included (null = not offered)`,
      min: 1,
      max: MAX_RATE_MINOR,
      example: 199,
      optional: true,
      nullable: true,
    }),
    ApiProperty({ type: 'integer', nullable: true, required: false }),
  );

/** What advisors say about themselves. Left out = unchanged. */
export class ChangeAdvisorRequest {
  @Headline()
  headline?: string;

  @Bio()
  bio?: string;

  @Languages()
  languages?: string[];

  @Topics()
  topics?: string[];

  @Rate('voice')
  voiceRateMinor?: number | null;

  @Rate('video')
  videoRateMinor?: number | null;

  @Currency({ description: "Currency of the rates; only the licensee's own is accepted", optional: true })
  currency?: string;
}

export class AvailabilityRequest {
  @Flag({ description: 'True to get calls' })
  available: boolean;

  @Whole({
    description: 'With available false: minutes after which you are online again by yourself',
    min: 5,
    max: 480,
    example: 30,
    optional: true,
  })
  awayMinutes?: number;

  @Flag({
    description: 'Whether you are switched on and off at the bounds of your hours; left out = unchanged',
    optional: true,
  })
  followsSchedule?: boolean;
}

export class InviteAdvisorRequest extends ChangeAdvisorRequest {
  @Email()
  email: string;

  @Password('First password; at least 10 characters, at most 72 bytes')
  password: string;

  @DisplayName()
  displayName: string;

  @Locale()
  locale?: string;

  @OwnShare()
  shareBp?: number;

  @Text({
    description: 'Where they are to be paid out, ISO 3166-1: refused where nobody can be',
    min: 2,
    max: 2,
    pattern: /^[A-Z]{2}$/,
    example: 'DE',
    optional: true,
  })
  country?: string;

  @Flag({ description: 'True when the profile must be approved before it is listed', optional: true })
  pending?: boolean;

  @ExternalId()
  externalId?: string;

  @MetadataMap()
  metadata?: Metadata;
}

export class SessionView {
  @Shown('How long it is, in minutes', { type: 'integer', example: 30 }) minutes: number;
  @Shown('Its flat price now, tax included, in minor units', { type: 'integer', example: 4900 }) priceMinor: number;
}

export class TierView {
  @Shown('From this minute of the call on', { type: 'integer', example: 10 }) afterMinutes: number;
  @Shown('A minute costs now, tax included, in minor units', { type: 'integer', example: 149 })
  ratePerMinuteMinor: number;
}

export class MediumPricesView {
  @Shown('Price of a minute now, tax included, in minor units', { type: 'integer', example: 199 })
  ratePerMinuteMinor: number;

  @Shown('Surcharge, or with a minus discount, of this hour in basis points; it is in all prices here', {
    type: 'integer',
    example: 0,
  })
  adjustBp: number;

  @Shown('Other prices of a minute later in the call', { type: () => [TierView] }) tiers: TierView[];
  @Shown('Flat prices for so many minutes', { type: () => [SessionView] }) sessions: SessionView[];
}

/** The prices of calls that are requested now. */
export class PricesView {
  @Shown('Voice; null = not offered', { type: () => MediumPricesView, nullable: true }) voice: MediumPricesView | null;
  @Shown('Video; null = not offered', { type: () => MediumPricesView, nullable: true }) video: MediumPricesView | null;

  @Shown('Free seconds at the start of a call per minute, for somebody who had none yet', {
    type: 'integer',
    example: 180,
  })
  freeSeconds: number;

  @Shown('call = of every call; pair = of the first call with this advisor; user = of one call per user', {
    type: String,
    enum: ['call', 'pair', 'user'],
  })
  freePer: 'call' | 'pair' | 'user';
}

abstract class Profile {
  @Shown('Id of the advisor', { example: 'adv_01hx0000000000000000000000' })
  id: string;

  @Shown('Name', { example: 'Ada' })
  displayName: string;

  @Shown('One line about the advisor')
  headline: string;

  @Shown('Plain text')
  bio: string;

  @Shown('Languages spoken (ISO 639)', { type: [String], example: ['en', 'de'] })
  languages: string[];

  @Shown('Price of a minute of a voice call, tax included, in minor units; null = not offered', {
    type: 'integer',
    nullable: true,
    example: 199,
  })
  voiceRateMinor: number | null;

  @Shown('Price of a minute of a video call, tax included, in minor units; null = not offered', {
    type: 'integer',
    nullable: true,
    example: 299,
  })
  videoRateMinor: number | null;

  @Shown('Prices of calls that are requested now', { type: () => PricesView })
  prices: PricesView;

  @Shown('ISO 4217', { example: 'EUR' })
  currency: string;

  @Shown('What the advisor is asked about', { type: [String], example: ['Income tax'] })
  topics: string[];

  @Shown('Address of the picture on this host, 512 x 512 WebP; null = none', {
    type: String,
    nullable: true,
    example: '/v1/advisors/photos/pic_01hx0000000000000000000000',
  })
  photoUrl: string | null;

  @Shown("IANA time zone of the advisor's schedule, or else the licensee's", { example: 'Europe/Berlin' })
  timeZone: string;

  @Shown('True when the advisor takes calls; a call may be running')
  available: boolean;

  @Shown('Average of the stars, with one decimal; null without a rating', {
    type: 'number',
    nullable: true,
    example: 4.7,
  })
  ratingAverage: number | null;

  @Shown('Ratings, one per paid call at the most', { type: 'integer' })
  ratingCount: number;
}

/** What everybody sees. */
export class AdvisorResponse extends Profile {
  @Shown(
    'Whether a call can start now: online; in_call = somebody else is on the phone; away = back soon; on_schedule = on again by their hours; offline',
    {
      type: String,
      enum: [...LIVE_STATUSES],
    },
  )
  status: LiveStatus;
}

/** What the advisor and the staff see as well. */
export class OwnAdvisorResponse extends Profile {
  @Shown('State of the profile: only active ones are listed and called', { type: String, enum: [...ADVISOR_STATUSES] })
  status: AdvisorStatus;

  @Shown('What visitors see as `status` of a listed profile', { type: String, enum: [...LIVE_STATUSES] })
  liveStatus: LiveStatus;

  @Shown('Why no calls come', { type: String, enum: [...OFFLINE_REASONS], nullable: true })
  offlineReason: OfflineReason | null;

  @Shown('With offlineReason away: when calls come again', { type: String, format: 'date-time', nullable: true })
  awayUntil: string | null;

  @Shown('Whether the bounds of the schedule switch the profile on and off')
  followsSchedule: boolean;

  @Shown("Own commission in basis points; null = the licensee's default", { type: 'integer', nullable: true })
  shareBp: number | null;
}

export class ReachabilityResponse {
  @Shown('True when a console of yours was heard of within 60 s')
  consoleOpen: boolean;

  @Shown('Devices whose test push came back within 7 days', { type: 'integer', example: 1 })
  provedDevices: number;

  @Shown('True when a ring would be noticed; otherwise you are taken offline while available')
  reachable: boolean;
}

/** What advisors see of themselves. */
export class MyAdvisorResponse extends OwnAdvisorResponse {
  @Shown('What proves that a ring would reach you', { type: () => ReachabilityResponse })
  reachability: ReachabilityResponse;
}

export class AdvisorPage {
  @Shown('Always `list`', { type: String, enum: ['list'] })
  object: 'list';

  @Shown('In the order that was asked for', { type: () => [AdvisorResponse] })
  data: AdvisorResponse[];

  @Shown('True when there is a next page')
  has_more: boolean;

  @Shown('Send it as `cursor` to get the next page', { type: String, nullable: true })
  next_cursor: string | null;
}

/** Tenths as the number that people read. */
export const starsOf = (tenths: number | null): number | null => (tenths === null ? null : tenths / 10);

const jsonRate = (rate: bigint | null): number | null => (rate === null ? null : toJsonMinor(rate));

/** An advisor and what other tables know of them. */
export interface SeenAdvisor {
  readonly advisor: Advisor;
  readonly inCall: boolean;
  /** No call until payouts work [I1]. */
  readonly waits: boolean;
  /** Of the schedule; null = the licensee's. */
  readonly timeZone: string | null;
  readonly prices: Prices;
}

/** What of the licensee a profile shows. */
export interface Setting {
  readonly currency: string;
  readonly timeZone: string;
  readonly terms: LicenseeTerms;
  readonly now: Date;
}

/** The one place that says what an advisor's status is [H1]. */
export const liveStatusOf = ({
  advisor,
  inCall,
  waits,
}: Pick<SeenAdvisor, 'advisor' | 'inCall' | 'waits'>): LiveStatus =>
  inCall
    ? 'in_call'
    : advisor.available && !waits
      ? 'online'
      : advisor.status !== 'active'
        ? 'offline'
        : advisor.awayUntil !== null
          ? 'away'
          : advisor.followsSchedule && advisor.switchAt !== null
            ? 'on_schedule'
            : 'offline';

/** Prices of both media at the moment of the setting; null = not offered. */
export function pricesNow(
  { advisor, timeZone, prices }: Pick<SeenAdvisor, 'advisor' | 'timeZone' | 'prices'>,
  { terms, timeZone: home, now }: Setting,
): Record<Medium, PricesInForce | null> {
  const adjustBp = adjustmentAt(
    { hours: prices.hours, timeZone: timeZone ?? home },
    { hours: terms.rateHours, timeZone: home },
    now,
  );
  const of = (medium: Medium, rate: bigint | null): PricesInForce | null =>
    rate === null ? null : pricesInForce(rate, prices, medium, adjustBp, terms);
  return { voice: of('voice', advisor.voiceRateMinor), video: of('video', advisor.videoRateMinor) };
}

function pricesView(seen: SeenAdvisor, setting: Setting): PricesView {
  const { voice, video } = pricesNow(seen, setting);
  const best = freeOffers(seen.prices, setting.terms)[0];
  return {
    voice: mediumView(voice),
    video: mediumView(video),
    freeSeconds: best?.seconds ?? 0,
    freePer: best?.per ?? 'call',
  };
}

const mediumView = (prices: PricesInForce | null): MediumPricesView | null =>
  prices && {
    ratePerMinuteMinor: toJsonMinor(prices.ratePerMinuteMinor),
    adjustBp: prices.adjustBp,
    tiers: prices.tiers.map(({ afterMinutes, ratePerMinuteMinor }) => ({
      afterMinutes,
      ratePerMinuteMinor: toJsonMinor(ratePerMinuteMinor),
    })),
    sessions: prices.sessions.map(({ minutes, priceMinor }) => ({ minutes, priceMinor: toJsonMinor(priceMinor) })),
  };

const profile = (seen: SeenAdvisor, setting: Setting): Profile => ({
  ...profileOf(seen, setting),
  prices: pricesView(seen, setting),
});

const profileOf = ({ advisor, timeZone }: SeenAdvisor, setting: Setting): Omit<Profile, 'prices'> => ({
  id: publicId('advisor', advisor.id),
  displayName: advisor.displayName,
  headline: advisor.headline,
  bio: advisor.bio,
  languages: advisor.languages,
  voiceRateMinor: jsonRate(advisor.voiceRateMinor),
  videoRateMinor: jsonRate(advisor.videoRateMinor),
  currency: setting.currency,
  topics: advisor.topics,
  photoUrl: advisor.photoId === null ? null : `/v1/advisors/photos/${publicId('photo', advisor.photoId)}`,
  timeZone: timeZone ?? setting.timeZone,
  available: advisor.available,
  ratingAverage: starsOf(advisor.ratingTenths),
  ratingCount: advisor.ratingCount,
});

export const advisorView = (seen: SeenAdvisor, setting: Setting): AdvisorResponse => ({
  ...profile(seen, setting),
  status: liveStatusOf(seen),
});

export const ownAdvisorView = (seen: SeenAdvisor, setting: Setting): OwnAdvisorResponse => ({
  ...profile(seen, setting),
  status: seen.advisor.status,
  liveStatus: liveStatusOf(seen),
  offlineReason: seen.advisor.offlineReason,
  awayUntil: seen.advisor.awayUntil?.toISOString() ?? null,
  followsSchedule: seen.advisor.followsSchedule,
  shareBp: seen.advisor.shareBp,
});

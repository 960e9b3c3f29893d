import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, Matches } from 'class-validator';
import { Currency, Flag, MinorUnits, Optional, Shown, Text, Whole, publicId, toJsonMinor } from '@app/kernel';
import { DisplayName, Email, Locale, Password } from '@app/identity';
import { ADVISOR_STATUSES, type Advisor, type AdvisorStatus, type OfflineReason } from './advisor.entity.js';

const MAX_RATE_MINOR = 100_000;

const Headline = (): PropertyDecorator =>
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

  @Whole({
    description: "Own commission in basis points; left out = the licensee's default",
    min: 0,
    max: 10_000,
    example: 6000,
    optional: true,
  })
  shareBp?: number;
}

/** What everybody sees. */
export class AdvisorResponse {
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

  @Shown('ISO 4217', { example: 'EUR' })
  currency: string;

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

/** What the advisor and the staff see as well. */
export class OwnAdvisorResponse extends AdvisorResponse {
  @Shown('Only active profiles are listed and called', { type: String, enum: [...ADVISOR_STATUSES] })
  status: AdvisorStatus;

  @Shown('Why no calls come', { type: String, enum: ['self', 'missed_rings', 'suspended'], nullable: true })
  offlineReason: OfflineReason | null;

  @Shown("Own commission in basis points; null = the licensee's default", { type: 'integer', nullable: true })
  shareBp: number | null;
}

export class AdvisorPage {
  @Shown('Always `list`', { type: String, enum: ['list'] })
  object: 'list';

  @Shown('Available ones first', { type: () => [AdvisorResponse] })
  data: AdvisorResponse[];

  @Shown('True when there is a next page')
  has_more: boolean;

  @Shown('Send it as `cursor` to get the next page', { type: String, nullable: true })
  next_cursor: string | null;
}

/** Tenths as the number that people read. */
export const starsOf = (tenths: number | null): number | null => (tenths === null ? null : tenths / 10);

const jsonRate = (rate: bigint | null): number | null => (rate === null ? null : toJsonMinor(rate));

export const advisorView = (advisor: Advisor, currency: string): AdvisorResponse => ({
  id: publicId('advisor', advisor.id),
  displayName: advisor.displayName,
  headline: advisor.headline,
  bio: advisor.bio,
  languages: advisor.languages,
  voiceRateMinor: jsonRate(advisor.voiceRateMinor),
  videoRateMinor: jsonRate(advisor.videoRateMinor),
  currency,
  available: advisor.available,
  ratingAverage: starsOf(advisor.ratingTenths),
  ratingCount: advisor.ratingCount,
});

export const ownAdvisorView = (advisor: Advisor, currency: string): OwnAdvisorResponse => ({
  ...advisorView(advisor, currency),
  status: advisor.status,
  offlineReason: advisor.offlineReason,
  shareBp: advisor.shareBp,
});

import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { Choice, Optional, PageQuery, Shown, Text } from '@app/kernel';
import { MAX_RATE_MINOR, MAX_TOPIC_LENGTH } from './advisors.dto.js';

export const SORTS = ['recommended', 'price'] as const;
export type Sort = (typeof SORTS)[number];

/** What somebody looks for; several filters narrow the list together. */
export class DirectoryQuery extends PageQuery {
  @Text({ description: 'Words in the name, the headline or a topic', max: 80, optional: true, example: 'tax' })
  q?: string;

  @Text({ description: 'One topic', max: MAX_TOPIC_LENGTH, optional: true, example: 'Income tax' })
  topic?: string;

  @Text({ description: 'Language spoken (ISO 639)', min: 2, max: 3, pattern: /^[a-z]{2,3}$/, optional: true })
  language?: string;

  @Choice({ description: 'Only who offers this kind of call', of: ['voice', 'video'], optional: true })
  medium?: 'voice' | 'video';

  @Choice({ description: 'true = only who can be called now', of: ['true', 'false'], optional: true })
  online?: 'true' | 'false';

  @ApiProperty({
    type: 'integer',
    required: false,
    minimum: 1,
    maximum: MAX_RATE_MINOR,
    description: 'At the most this price of a minute, in minor units, for the kind of call asked for or for any',
  })
  @Optional()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number.parseInt(value, 10) : value,
  )
  @Min(1)
  @Max(MAX_RATE_MINOR)
  // Judged first, from the property up.
  @IsInt()
  maxRateMinor?: number;

  @Choice({
    description:
      'recommended: who can be called now, then who is in a call, then the others; price: cheapest minute first',
    of: SORTS,
    optional: true,
  })
  sort?: Sort;
}

export class TopicResponse {
  @Shown('The topic, as most advisors write it', { example: 'Income tax' })
  topic: string;

  @Shown('Listed advisors who name it', { type: 'integer', example: 12 })
  advisors: number;
}

export class TopicPage {
  @Shown('Always `list`', { type: String, enum: ['list'] })
  object: 'list';

  @Shown('Most named first', { type: () => [TopicResponse] })
  data: TopicResponse[];

  @Shown('True when there is a next page')
  has_more: boolean;

  @Shown('Send it as `cursor` to get the next page', { type: String, nullable: true })
  next_cursor: string | null;
}

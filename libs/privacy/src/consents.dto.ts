import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, ValidateNested } from 'class-validator';
import { Choice, Flag, Shown, Text, Whole } from '@app/kernel';
import { CONSENT_KINDS, type Consent, type ConsentKind, SAID_KINDS } from './consent.entity.js';

const MAX_AT_ONCE = 20;

export class ConsentInput {
  @Choice({ description: 'What is agreed to', of: SAID_KINDS, example: 'terms' })
  kind: (typeof SAID_KINDS)[number];

  @Whole({
    description: 'Version of the legal page; needed to agree to terms, privacy or withdrawal',
    min: 1,
    max: 999_999_999,
    example: 1,
    optional: true,
  })
  version?: number;

  @Text({
    description: 'Language in which it was asked',
    min: 2,
    max: 6,
    pattern: /^[a-z]{2,3}(-[A-Z]{2})?$/,
    example: 'en',
  })
  locale: string;

  @Flag({ description: 'False withdraws it' })
  granted: boolean;
}

export class RecordConsentsRequest {
  @ApiProperty({
    description: 'Each is kept as a record of its own; all of them or none',
    type: () => [ConsentInput],
    minItems: 1,
    maxItems: MAX_AT_ONCE,
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_AT_ONCE)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => ConsentInput)
  consents: ConsentInput[];
}

export class ConsentView {
  @Shown('What it was about', { type: String, enum: [...CONSENT_KINDS] })
  kind: ConsentKind;

  @Shown('Version of the legal page, or of the words that were shown; null for what has none', {
    type: 'integer',
    nullable: true,
  })
  version: number | null;

  @Shown('Language in which it was asked', { example: 'en' })
  locale: string;

  @Shown('False: refused or withdrawn')
  granted: boolean;

  @Shown('When it was said', { type: String, format: 'date-time' })
  at: string;
}

export class ConsentsView {
  @Shown('The latest word on each kind', { type: () => [ConsentView] })
  current: ConsentView[];

  @Shown('Newest first, 500 at the most', { type: () => [ConsentView] })
  history: ConsentView[];

  @Shown('Pages whose current version the person has not agreed to', {
    type: String,
    isArray: true,
    enum: ['terms', 'privacy'],
  })
  required: ('terms' | 'privacy')[];
}

export const consentView = ({ kind, version, locale, granted, at }: Consent): ConsentView => ({
  kind,
  version,
  locale,
  granted,
  at: at.toISOString(),
});

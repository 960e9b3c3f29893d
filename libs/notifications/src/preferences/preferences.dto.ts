import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsObject, ValidateNested } from 'class-validator';
import { Choice, Flag, Shown, Text } from '@app/kernel';
import { CHANNELS, type Channel, TOPIC_NAMES, type TopicName } from './topics.js';
import type { Stoppable } from './unsubscribe-token.js';

export class PreferenceChange {
  @Choice({ description: 'What it is about', of: TOPIC_NAMES, example: 'receipts' }) topic: TopicName;
  @Choice({ description: 'How it comes', of: CHANNELS, example: 'mail' }) channel: Channel;
  @Flag({ description: 'False: it does not come this way any more' }) isOn: boolean;
}

const MAX_CHANGES = 20;

export class ChangePreferences {
  @ApiProperty({
    description: 'All of them or none',
    type: () => [PreferenceChange],
    minItems: 1,
    maxItems: MAX_CHANGES,
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_CHANGES)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => PreferenceChange)
  changes: PreferenceChange[];
}

export class PreferenceView {
  @Shown('What it is about', { type: String, enum: [...TOPIC_NAMES] }) topic: TopicName;
  @Shown('How it comes', { type: String, enum: [...CHANNELS] }) channel: Channel;
  @Shown('Whether it comes') isOn: boolean;
}

export class PreferencesView {
  @Shown('Service messages that you can switch off; security, deadlines and contracts always come', {
    type: () => [PreferenceView],
  })
  topics: PreferenceView[];

  @Shown('News and offers; they come only when confirmed', {
    type: String,
    enum: ['none', 'asked', 'confirmed', 'withdrawn'],
  })
  marketing: 'none' | 'asked' | 'confirmed' | 'withdrawn';
}

export class ConfirmMarketing {
  @Text({ description: 'The token of the link', min: 20, max: 100, pattern: /^[A-Za-z0-9_-]+$/ }) token: string;
}

export class StopMails {
  @Text({ description: 'The token of the link', min: 20, max: 200, pattern: /^[A-Za-z0-9_.-]+$/ }) token: string;
}

export class StoppedView {
  @Shown('What does not come any more', { type: String, enum: [...TOPIC_NAMES, 'marketing'] }) topic: Stoppable;
}

import { IsPhoneNumber } from 'class-validator';
import { Choice, Shown, Text, Whole } from '@app/kernel';
import { MAIL_LOCALES, type MailLocale } from '../mail/templates.js';
import { TEXT_CHANNELS, TEXT_KINDS, type TextChannel, type TextKind } from './texts.js';

export class SaveTextNumber {
  @Text({
    description: 'Phone number, E.164; a code goes to it',
    min: 8,
    max: 16,
    pattern: /^\+[1-9]\d{6,14}$/,
    example: '+4915100000001',
  })
  @IsPhoneNumber()
  number: string;

  @Choice({ description: 'How texts come: one of `channels`', of: TEXT_CHANNELS, example: 'sms' })
  channel: TextChannel;

  @Whole({
    description: 'Agrees to the words of `consent`, by their version',
    min: 1,
    max: 999_999_999,
    example: 1,
  })
  consentVersion: number;
}

export class ProveTextNumber {
  @Text({ description: 'Six digits of the newest text', min: 6, max: 6, pattern: /^\d{6}$/, example: '123456' })
  code: string;
}

export class TextConsentView {
  @Shown('Version of the words', { type: 'integer' }) version: number;
  @Shown('The words, in your language') text: string;
}

export class OwnTextNumberView {
  @Shown('The number, most of it hidden', { example: '+49 ••• 001' }) masked: string;
  @Shown('How texts come', { type: String, enum: [...TEXT_CHANNELS] }) channel: TextChannel;
  @Shown(
    'unproved: it waits for its code, and no other text goes there. off: nothing goes there until it is proved again',
    {
      type: String,
      enum: ['unproved', 'proved', 'off'],
    },
  )
  state: 'unproved' | 'proved' | 'off';
  @Shown('stopped: somebody answered STOP there. unreachable: no phone takes texts under this number', {
    type: String,
    enum: ['stopped', 'unreachable'],
    nullable: true,
  })
  offReason: 'stopped' | 'unreachable' | null;
  @Shown('Until when the code counts that was sent last', { type: String, format: 'date-time', nullable: true })
  codeExpiresAt: string | null;
  @Shown('The code that was sent last did not get there: ask for another one') codeFailed: boolean;
  @Shown('When it was proved', { type: String, format: 'date-time', nullable: true }) provedAt: string | null;
  @Shown('When you agreed', { format: 'date-time' }) consentedAt: string;
}

export class TextNumberView {
  @Shown('By what texts can come; none: they are not offered here', {
    type: String,
    isArray: true,
    enum: [...TEXT_CHANNELS],
  })
  channels: TextChannel[];
  @Shown('How a number must begin; none: any', { type: String, isArray: true, example: ['+49'] }) prefixes: string[];
  @Shown('What you agree to when you add a number') consent: TextConsentView;
  @Shown('Your number', { type: () => OwnTextNumberView, nullable: true }) number: OwnTextNumberView | null;
}

export class SaveTextBudget {
  @Whole({
    description: 'Texts on one day (UTC), codes included, which get half of it; 0 sends none',
    min: 0,
    max: 1_000_000,
    example: 200,
  })
  dailyTexts: number;
}

export class TextMonthView {
  @Shown('Month, UTC', { example: '2026-11' }) month: string;
  @Shown('Texts that the provider took', { type: 'integer' }) texts: number;
  @Shown('Parts of them, by which the provider charges', { type: 'integer' }) segments: number;
}

export class TextSampleView {
  @Shown('What it is about', { type: String, enum: [...TEXT_KINDS] }) kind: TextKind;
  @Shown('Language', { type: String, enum: [...MAIL_LOCALES] }) locale: MailLocale;
  @Shown('What an SMS says, with a sample code') text: string;
  @Shown('Parts that it is charged as', { type: 'integer' }) segments: number;
}

export class StaffTextsView {
  @Shown('By what texts can be sent; none: they are offered nowhere', {
    type: String,
    isArray: true,
    enum: [...TEXT_CHANNELS],
  })
  channels: TextChannel[];
  @Shown('Texts on one day (UTC)', { type: 'integer' }) dailyTexts: number;
  @Shown('What the budget can be at the most', { type: 'integer' }) mostDailyTexts: number;
  @Shown('Taken from the budget of today', { type: 'integer' }) takenToday: number;
  @Shown('Texts of each month, newest first, a year at the most', { type: () => [TextMonthView] })
  months: TextMonthView[];
  @Shown('What texts say', { type: () => [TextSampleView] }) samples: TextSampleView[];
}

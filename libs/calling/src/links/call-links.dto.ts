import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Choice, Id, ListEnvelope, MinorUnits, Moment, PageQuery, Part, Shown, Text, Whole } from '@app/kernel';
import { WeeklyHoursDto } from '@app/advisors';
import { Items } from '@app/licensees';
import { LINK_STATES, type LinkState } from './link-state.js';

const MAX_SESSION_MINUTES = 240;
const MAX_RATE_MINOR = 100_000;
const MEDIA = ['voice', 'video'] as const;

export class LinkSession {
  @Whole({
    description: 'How long the call is, in minutes; it ends there',
    min: 5,
    max: MAX_SESSION_MINUTES,
    example: 30,
  })
  minutes: number;
  @MinorUnits({
    description: 'Its flat price; within the limits of the licensee for so many minutes',
    min: 1,
    max: MAX_RATE_MINOR * MAX_SESSION_MINUTES,
    example: 4900,
  })
  priceMinor: number;
}

const Hours = (): PropertyDecorator =>
  applyDecorators(
    Items(
      "Hours of a week, in the time zone of the advisor's schedule, in which it can be used; none = at every hour",
      () => WeeklyHoursDto,
      35,
      [{ day: 1, from: '09:00', to: '17:00' }],
    ),
    ApiProperty({ required: false }),
  );

const nullable = { nullable: true } as const;
const when = { type: String, format: 'date-time', nullable: true } as const;

export class CreateCallLink {
  @Id('advisor', { description: 'Whom it calls; left out = you. Staff and programs must say it', optional: true })
  advisorId?: string;
  @Text({ description: 'What you call it; callers do not see it', max: 80, optional: true, example: 'Newsletter' })
  label?: string;
  @Choice({ description: 'Kind of call', of: MEDIA, example: 'voice' }) medium: 'voice' | 'video';
  @MinorUnits({
    description: 'Price of a minute, within the limits of the licensee; either this or a session',
    min: 1,
    max: MAX_RATE_MINOR,
    optional: true,
    example: 149,
  })
  ratePerMinuteMinor?: number;
  @Part(() => LinkSession, { description: 'A flat price for so many minutes; either this or a rate', optional: true })
  session?: LinkSession;
  @Moment({ description: 'From when on it can be used; left out = now', optional: true }) validFrom?: string;
  @Moment({ description: 'From when on it can no longer be used; left out = no end', optional: true })
  expiresAt?: string;
  @Whole({
    description: 'For how many calls it is; one that is not connected does not count. Left out = any number',
    min: 1,
    max: 10_000,
    optional: true,
    example: 10,
  })
  maxCalls?: number;
  @Hours()
  weekly: WeeklyHoursDto[] = [];
}

export class LinkSessionView {
  @Shown('Minutes', { type: 'integer' }) minutes: number;
  @Shown('Flat price', { type: 'integer' }) priceMinor: number;
}

/** What everybody reads who has the link. */
export class OpenCallLinkView {
  @Shown('Whom it calls') advisorId: string;
  @Shown('Kind of call', { type: String, enum: [...MEDIA] }) medium: 'voice' | 'video';
  @Shown('ISO 4217 code') currency: string;
  @Shown('Price of a minute; null = a session', { type: 'integer', ...nullable }) ratePerMinuteMinor: number | null;
  @Shown('Flat price for so many minutes; null = per minute', { type: LinkSessionView, ...nullable })
  session: LinkSessionView | null;
  @Shown('Whether the tax comes on top of the price; otherwise it is in it') taxOnTop: boolean;
  @Shown('Whether it can be used now, or why not. Whether the advisor is there is told by the advisor', {
    type: String,
    enum: [...LINK_STATES],
  })
  state: LinkState;
  @Shown('When it opens, where it does', when) opensAt: string | null;
  @Shown('From when on it can no longer be used', when) expiresAt: string | null;
}

export class CallLinkView {
  @Shown('Id') id: string;
  @Shown('Where it leads; to be passed on', { example: 'https://aurora.example/c/Zk3...' }) url: string;
  @Shown('Whom it calls') advisorId: string;
  @Shown('Their name') advisorName: string;
  @Shown('What it is called here', { type: String, ...nullable }) label: string | null;
  @Shown('Kind of call', { type: String, enum: [...MEDIA] }) medium: 'voice' | 'video';
  @Shown('ISO 4217 code') currency: string;
  @Shown('Price of a minute; null = a session', { type: 'integer', ...nullable }) ratePerMinuteMinor: number | null;
  @Shown('Flat price for so many minutes; null = per minute', { type: LinkSessionView, ...nullable })
  session: LinkSessionView | null;
  @Shown('From when on it can be used', when) validFrom: string | null;
  @Shown('From when on it can no longer be used', when) expiresAt: string | null;
  @Shown('For how many calls it is; null = any number', { type: 'integer', ...nullable }) maxCalls: number | null;
  @Shown('Calls that were made with it and connected, or are on their way', { type: 'integer' }) usedCalls: number;
  @Shown('Hours of a week in which it can be used; empty = at every hour', { type: [WeeklyHoursDto] })
  weekly: WeeklyHoursDto[];
  @Shown('IANA time zone of the hours', { example: 'Europe/Berlin' }) timeZone: string;
  @Shown('Whether it can be used now, or why not', { type: String, enum: [...LINK_STATES] }) state: LinkState;
  @Shown('When it opens, where it does', when) opensAt: string | null;
  @Shown('When it was made', { format: 'date-time' }) createdAt: string;
  @Shown('When it was taken back', when) revokedAt: string | null;
}

export class CallLinksQuery extends PageQuery {
  @Id('advisor', { description: 'Only those of this advisor; an advisor sees their own', optional: true })
  advisorId?: string;
}

export class CallLinkList extends ListEnvelope {
  @Shown('Newest first', { type: [CallLinkView] }) data: CallLinkView[];
}

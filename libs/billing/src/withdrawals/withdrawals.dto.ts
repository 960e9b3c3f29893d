import { Transform, Type } from 'class-transformer';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsObject, ValidateNested } from 'class-validator';
import { Choice, Id, ListEnvelope, MinorUnits, Moment, PageQuery, Shown, Text } from '@app/kernel';
import { Email } from '@app/identity';
import { START_KINDS, type StartKind } from './start-consents.js';

const MAX_PAYMENTS = 100;
export const CASE_REASONS = ['held', 'refused', 'other', 'form'] as const;
export type CaseReason = (typeof CASE_REASONS)[number];
export const CASE_STATES = ['open', 'refunded', 'declined'] as const;
export type CaseState = (typeof CASE_STATES)[number];

const Language = (): PropertyDecorator =>
  Text({
    description: 'Language in which it was said; the acknowledgement comes in it',
    min: 2,
    max: 6,
    pattern: /^[a-z]{2,3}(-[A-Z]{2})?$/,
    example: 'en',
  });

export class WithdrawnPayment {
  @Id('topUp', { description: 'The payment' }) topUpId: string;
}

export class ConfirmWithdrawal {
  @ApiProperty({
    description: 'Payments that are withdrawn from: what is unspent of them goes back to their cards',
    type: () => [WithdrawnPayment],
    maxItems: MAX_PAYMENTS,
  })
  @IsArray()
  @ArrayMaxSize(MAX_PAYMENTS)
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => WithdrawnPayment)
  payments: WithdrawnPayment[];
  @Text({
    description: 'What else is withdrawn from, in words; staff decide about it',
    max: 2000,
    example: 'My call of yesterday evening',
    optional: true,
  })
  words?: string;
  @Language() locale: string;
}

export class DeclareWithdrawal {
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @Text({ description: 'Name', max: 80, example: 'Ada Example' })
  name: string;
  @Email() email: string;
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @Text({ description: 'What is withdrawn from', max: 2000, example: 'My payment of 30 euro of 3 June' })
  words: string;
  @Language() locale: string;
}

/** The same whether or not there is an account with this address. */
export class DeclaredView {
  @Id('withdrawal', { description: 'Under which it is kept' }) id: string;
  @Moment({ description: 'When it arrived' }) receivedAt: string;
}

export class OpenPaymentView {
  @Id('topUp', { description: 'The payment' }) topUpId: string;
  @Moment({ description: 'When it was paid' }) paidAt: string;
  @Shown('Last day on which it can be withdrawn from, in the time zone of the licensee', { format: 'date' })
  lastDay: string;
  @Shown('What was paid, in minor units', { type: 'integer' }) amountMinor: number;
  @Shown('What is unspent of it and goes back at once, in minor units', { type: 'integer' }) unspentMinor: number;
  @Shown('What a call or a booking holds of it now, in minor units; staff look at it afterwards', { type: 'integer' })
  heldMinor: number;
  @Shown('When the payer asked to start at once; null = they were not asked', {
    type: String,
    format: 'date-time',
    nullable: true,
  })
  startedAt: string | null;
}

export class WithdrawalOfferView {
  @Shown('ISO 4217', { example: 'EUR' }) currency: string;
  @Shown('Days after the day of a payment in which it can be withdrawn from', { type: 'integer' }) days: number;
  @Shown('Payments of which the time is not over, newest first', { type: () => [OpenPaymentView] })
  payments: OpenPaymentView[];
}

export class WithdrawalPaymentView {
  @Id('topUp', { description: 'The payment' }) topUpId: string;
  @Moment({ description: 'When it was paid' }) paidAt: string;
  @Shown('What was paid, in minor units', { type: 'integer' }) amountMinor: number;
  @Shown('What of it goes back to its card, in minor units', { type: 'integer' }) refundedMinor: number;
  @Shown('What a call or a booking held of it, in minor units', { type: 'integer' }) heldMinor: number;
}

class WithdrawalFields {
  @Shown('What goes back to the cards, in minor units', { type: 'integer' }) amountMinor: number;
  @Shown('ISO 4217; null for a form', { type: String, nullable: true }) currency: string | null;
  @Shown('The payments that were withdrawn from', { type: () => [WithdrawalPaymentView] })
  payments: WithdrawalPaymentView[];
  @Shown('What else was withdrawn from, in the words of the person', { type: String, nullable: true })
  words: string | null;
  @Moment({ description: 'When it was said' }) createdAt: string;
}

export class WithdrawalCaseView {
  @Id('withdrawalCase', { description: 'Id' }) id: string;
  @Choice({
    description:
      'held: a call or a booking held money. refused: a card did not take it. other: said in words. form: said by somebody who is not signed in',
    of: CASE_REASONS,
  })
  why: CaseReason;
  @Choice({ description: 'open: staff decide', of: CASE_STATES }) state: CaseState;
  @Shown('How much it is about, in minor units; null where nobody can know', { type: 'integer', nullable: true })
  amountMinor: number | null;
  @Shown('What of it was paid by a transfer of ours and has left the wallet, in minor units; null = nothing', {
    type: 'integer',
    nullable: true,
  })
  paidMinor: number | null;
  @Shown('Why it was decided so', { type: String, nullable: true }) reason: string | null;
  @Shown('When it was decided', { type: String, format: 'date-time', nullable: true }) decidedAt: string | null;
}

export class WithdrawalView extends WithdrawalFields {
  @Id('withdrawal', { description: 'Id' }) id: string;
  @Shown('What of it staff look at', { type: () => [WithdrawalCaseView] }) cases: WithdrawalCaseView[];
}

export class WithdrawalList extends ListEnvelope {
  @Shown('Newest first', { type: () => [WithdrawalView] }) data: WithdrawalView[];
}

export class StartConsentView {
  @Choice({
    description: 'What was to start at once, or at an agreed time within the days to withdraw',
    of: START_KINDS,
  })
  kind: StartKind;
  @Id('topUp', { description: 'The payment; null for others', nullable: true }) topUpId: string | null;
  @Id('call', { description: 'The call; null for others', nullable: true }) callId: string | null;
  @Id('booking', { description: 'The booking; null for others', nullable: true }) bookingId: string | null;
  @Shown('Version of the words that were shown', { example: 'start-at-once-1' }) version: string;
  @Shown('Language in which they were shown', { example: 'en' }) locale: string;
  @Moment({ description: 'When' }) at: string;
}

export class StaffWithdrawalCaseView extends WithdrawalCaseView {
  @Id('withdrawal', { description: 'The withdrawal' }) withdrawalId: string;
  @Id('person', { description: 'Who was signed in; null for a form', nullable: true }) personId: string | null;
  @Id('person', {
    description: 'Form: the account with the address that was given, which proves nothing; null = there is none',
    nullable: true,
  })
  matchingPersonId: string | null;
  @Shown('Name of the account, or as given in the form') name: string;
  @Shown('Address of the account, or as given in the form; empty where there is none') email: string;
  @Shown('Why a card did not take it, in the words of Stripe', { type: String, nullable: true })
  failureCode: string | null;
  @Shown('Who decided', { type: String, nullable: true }) decidedByName: string | null;
  @Shown('What was said', { type: () => WithdrawalFields }) withdrawal: WithdrawalFields;
  @Shown(
    'What the person had asked to start at once, newest first: payments and calls of the month before the withdrawal, and bookings of 122 days',
    {
      type: () => [StartConsentView],
    },
  )
  startConsents: StartConsentView[];
}

export class WithdrawalCasesQuery extends PageQuery {
  @Choice({ description: 'open: they wait. decided: over', of: ['open', 'decided'], optional: true })
  state: 'open' | 'decided' = 'open';
}

export class StaffWithdrawalCaseList extends ListEnvelope {
  @Shown('Open ones oldest first, decided ones newest first', { type: () => [StaffWithdrawalCaseView] })
  data: StaffWithdrawalCaseView[];
}

export class DecideWithdrawalCase {
  @Choice({
    description:
      'refund: unspent money of the wallet goes back to its cards now. refunded: it was paid by another way, and leaves the wallet. decline: it is not given back',
    of: ['refund', 'refunded', 'decline'],
  })
  decision: 'refund' | 'refunded' | 'decline';
  @MinorUnits({
    description:
      'With refund and refunded: how much; what the case is about when left out. With refunded 0 = it has left the wallet before, by the refund of a call say',
    min: 0,
    example: 1000,
    optional: true,
  })
  amountMinor?: number;
  @Text({ description: 'Why; the person reads it', max: 500, example: 'Your call has ended.' }) reason: string;
}

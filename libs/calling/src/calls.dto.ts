import {
  Choice,
  Expand,
  Flag,
  Id,
  type Metadata,
  MinorUnits,
  Moment,
  PageQuery,
  Part,
  Shown,
  Text,
  Whole,
} from '@app/kernel';
import { AcceptedStart, SentOnView } from '@app/billing';
import { UserResponse } from '@app/identity';
import { TaxView } from './tax/tax.dto.js';
import { END_REASONS, type EndReason } from './call-machine.js';

export class QuoteCall {
  @Id('advisor', { description: 'Whom to call' }) advisorId: string;
  @Choice({ description: 'Voice or video', of: ['voice', 'video'] }) medium: 'voice' | 'video';
  @Text({
    description: 'What it is about; the advisor sees it before accepting',
    max: 200,
    optional: true,
    example: 'Tax on a second job',
  })
  topic?: string;
  @Whole({ description: 'End the call after this many minutes', min: 1, max: 1440, optional: true })
  maxMinutes?: number;
  @MinorUnits({ description: 'Spend no more than this on the call', min: 1, optional: true }) maxSpendMinor?: number;
  @Whole({
    description: "A session of this length at the advisor's flat price; left out = per minute",
    min: 1,
    max: 1440,
    optional: true,
    example: 30,
  })
  sessionMinutes?: number;
  @Flag({ description: 'After the session the call goes on per minute; otherwise it ends', optional: true })
  thenPerMinute?: boolean;
  @Text({
    description: 'What stands behind `/c/` in a link to call: the call has the price of the link',
    max: 60,
    optional: true,
  })
  linkToken?: string;
}

export class RequestCall extends QuoteCall {
  @MinorUnits({
    description: 'The price per minute that the caller saw and accepted; another one in force refuses the call',
    min: 1,
    optional: true,
  })
  acceptedRatePerMinuteMinor?: number;
  @MinorUnits({
    description: 'The price of the session that the caller saw and accepted; another one in force refuses the call',
    min: 1,
    optional: true,
  })
  acceptedSessionPriceMinor?: number;
  @Whole({
    description: 'The free seconds that the caller saw; fewer or more in force refuse the call',
    min: 0,
    max: 3600,
    optional: true,
  })
  acceptedFreeSeconds?: number;
  @Whole({
    description: 'The rate of tax, in basis points, that the caller saw; another one in force refuses the call',
    min: 0,
    max: 5000,
    optional: true,
  })
  acceptedTaxRateBp?: number;
  @Part(() => AcceptedStart, {
    description:
      'The words beside the button that the caller has pressed: they ask to start at once. Kept with time and address; left out: they were not shown',
    optional: true,
  })
  acceptedStart?: AcceptedStart;
}

export class CallTierView {
  @Shown('From this minute of the call on', { type: 'integer' }) afterMinutes: number;
  @Shown('A minute costs; the tax is in it or on top, as `tax` says', { type: 'integer' }) ratePerMinuteMinor: number;
}

export class CallSessionView {
  @Shown('Minutes of the flat price', { type: 'integer' }) minutes: number;
  @Shown('The flat price, tax included', { type: 'integer' }) priceMinor: number;
  @Shown('true = afterwards it goes on per minute; false = it ends') thenPerMinute: boolean;
}

export class QuoteView {
  @Shown('Whom') advisorId: string;
  @Shown('voice or video') medium: string;
  @Shown('ISO 4217 code') currency: string;
  @Shown('Price per minute; the tax is in it or on top, as `tax` says', { type: 'integer' }) ratePerMinuteMinor: number;
  @Shown('Surcharge, or with a minus discount, of this hour in basis points; it is in all prices here', {
    type: 'integer',
  })
  rateAdjustBp: number;
  @Shown('Other prices of a minute later in the call', { type: [CallTierView] }) tiers: CallTierView[];
  @Shown('The session that was asked for; null = per minute', { type: CallSessionView, nullable: true })
  session: CallSessionView | null;
  @Shown('Once per charged call per minute; a session has none', { type: 'integer' }) connectionFeeMinor: number;
  @Shown('Seconds at the start that cost nothing', { type: 'integer' }) freeSeconds: number;
  @Shown('Why: call = of every call, pair = your first call with this advisor, user = once per user; null = none', {
    type: String,
    enum: ['call', 'pair', 'user'],
    nullable: true,
  })
  freePer: string | null;
  @Shown('Calls shorter than this cost nothing', { type: 'integer' }) freeBelowSeconds: number;
  @Shown('Seconds charged at least', { type: 'integer' }) minimumSeconds: number;
  @Shown('Time is rounded up to this many seconds', { type: 'integer' }) incrementSeconds: number;
  @Shown('How the price is rounded, once, at the end: up, down or half_up') rounding: string;
  @Shown('Rate of tax, in 1/10,000', { type: 'integer' }) taxRateBp: number;
  @Shown(
    'Whose rate it is, and whether it is in the prices here or comes on top. The hold and all amounts of money contain it',
    {
      type: TaxView,
    },
  )
  tax: TaxView;
  @Shown('Reserved before the phone rings; what is not used comes back at once', { type: 'integer' }) holdMinor: number;
  @Shown('What can be spent now', { type: 'integer' }) availableMinor: number;
  @Shown('Whole minutes that the balance covers', { type: 'integer' }) affordableMinutes: number;
  @Shown('Seconds that the balance, the wishes and the own limits of the caller leave', { type: 'integer' })
  affordableSeconds: number;
  @Shown('What a call of that length costs', { type: 'integer' }) mostMinor: number;
  @Shown('Whether the call could start with this balance') sufficient: boolean;
}

export class MeterView {
  @Shown('false while the call is paused') running: boolean;
  @Shown('Server time of the reading', { format: 'date-time' }) at: string;
  @Shown('Seconds both were connected', { type: 'integer' }) connectedSeconds: number;
  @Shown('Seconds charged so far', { type: 'integer' }) chargedSeconds: number;
  @Shown('Caller: cost so far', { type: 'integer', nullable: true }) priceMinor: number | null;
  @Shown('Advisor: net earning so far', { type: 'integer', nullable: true }) earningMinor: number | null;
  @Shown('Seconds for which money is reserved', { type: 'integer' }) secondsLeft: number;
  @Shown('ISO 4217 code') currency: string;
}

export class PauseView {
  @Shown('Start', { format: 'date-time' }) from: string;
  @Shown('End', { format: 'date-time' }) to: string;
  @Shown('network_caller, network_advisor or media_server') cause: string;
}

/** The advisor of a call, as the licensee knows them. */
export class CallAdvisorView {
  @Shown('Id of the advisor') id: string;
  @Shown('What your own systems call them', { type: String, nullable: true }) externalId: string | null;
  @Shown('Name') displayName: string;
  @Shown('pending, active or suspended') status: string;
  @Shown('Words of your own about them', { type: 'object', additionalProperties: { type: 'string' } })
  metadata: Metadata;
}

/** What can be sent along with a call. */
export const CALL_EXPANSIONS = ['caller', 'advisor'] as const;
export type CallExpansion = (typeof CALL_EXPANSIONS)[number];
const Expansions = (): PropertyDecorator =>
  Expand({
    caller: 'the user who calls; staff, and programs with the scope `users:read`',
    advisor: 'the advisor; staff, and programs with the scope `advisors:read`',
  });

export class CallExpandQuery {
  @Expansions() expand?: string;
}

export class CallView {
  @Shown('Id') id: string;
  @Shown('ringing, accepted, connecting, in_progress, reconnecting, ending or ended') status: string;
  @Shown('Why it ended', { type: String, nullable: true }) endReason: string | null;
  @Shown('voice or video') medium: string;
  @Shown('The booking that it is the call of', { type: String, nullable: true }) bookingId: string | null;
  @Shown('The link by which it was requested, at its price', { type: String, nullable: true }) linkId: string | null;
  @Shown('What it is about', { type: String, nullable: true }) topic: string | null;
  @Shown('Which side you are on: caller, advisor or staff') side: string;
  @Shown('Caller; hidden from the advisor', { type: String, nullable: true }) callerId: string | null;
  @Shown("The caller's name for this advisor, always the same; hidden from the caller", {
    type: String,
    nullable: true,
    example: 'Guest 4F7K2M',
  })
  callerAlias: string | null;
  @Shown("The caller's real name; staff only", { type: String, nullable: true }) callerName: string | null;
  @Shown('What your own systems call it; staff and programs only', { type: String, nullable: true }) externalId:
    string | null;
  @Shown('Words of your own about it; staff and programs only', {
    type: 'object',
    additionalProperties: { type: 'string' },
  })
  metadata: Metadata;
  @Shown('Advisor') advisorId: string;
  @Shown("The advisor's name") advisorName: string;
  @Shown('ISO 4217 code') currency: string;
  @Shown(
    'Whole minutes for which money is reserved now, within the limits of the call; it grows while the call is extended',
    {
      type: 'integer',
    },
  )
  maxMinutes: number;
  @Shown("Longest connected time: the caller's own limit or the licensee's; hidden from the advisor", {
    type: 'integer',
    nullable: true,
  })
  limitSeconds: number | null;
  @Shown('Frozen price per minute; the tax is in it or on top, as `tax` says', { type: 'integer' })
  ratePerMinuteMinor: number;
  @Shown('Frozen other prices of a minute later in the call', { type: [CallTierView] }) tiers: CallTierView[];
  @Shown('The session; null = per minute', { type: CallSessionView, nullable: true }) session: CallSessionView | null;
  @Shown('Seconds at the start that cost the caller nothing', { type: 'integer' }) freeSeconds: number;
  @Shown('How it is taxed; hidden from the advisor', { type: TaxView, nullable: true }) tax: TaxView | null;
  @Shown('Reserved money; hidden from the advisor', { type: 'integer', nullable: true }) heldMinor: number | null;
  @Shown('When it was requested', { format: 'date-time' }) requestedAt: string;
  @Shown('Until when it rings', { format: 'date-time' }) ringExpiresAt: string;
  @Shown('When both were first connected', { type: String, format: 'date-time', nullable: true }) startedAt:
    string | null;
  @Shown('When it ended', { type: String, format: 'date-time', nullable: true }) endedAt: string | null;
  @Shown('When the reserved money ends', { type: String, format: 'date-time', nullable: true }) deadlineAt:
    string | null;
  @Shown('Until when a lost side may come back', { type: String, format: 'date-time', nullable: true }) graceUntil:
    string | null;
  @Shown('Who is missing while reconnecting', { type: String, nullable: true }) waitingFor: string | null;
  @Shown('The running meter', { type: MeterView, nullable: true }) meter: MeterView | null;
  @Shown('Times that were not billed', { type: [PauseView] }) pauses: PauseView[];
  @Shown('Billed seconds, once settled', { type: 'integer', nullable: true }) billedSeconds: number | null;
  @Shown('Price, once settled; hidden from the advisor', { type: 'integer', nullable: true }) priceMinor: number | null;
  @Shown("Advisor's earning, once settled; hidden from the caller", { type: 'integer', nullable: true }) earningMinor:
    number | null;
  @Shown('Tips of the caller, on top of the price', { type: 'integer' }) tippedMinor: number;
  @Shown('Whether the caller, if it is you, may give a tip now') tippable: boolean;
  @Shown("The advisor's private note; nobody else sees it", { type: String, nullable: true }) note: string | null;
  @Shown('With `expand=caller`: the user who calls', { type: () => UserResponse, required: false })
  caller?: UserResponse;
  @Shown('With `expand=advisor`: the advisor', { type: () => CallAdvisorView, required: false })
  advisor?: CallAdvisorView;
}

export class CallQuery extends PageQuery {
  @Choice({ description: 'Only live or only ended calls', of: ['live', 'ended'], optional: true }) state?:
    'live' | 'ended';
  @Id('advisor', { description: 'Only calls with this advisor', optional: true }) advisorId?: string;
  @Id('person', {
    description: 'Only calls of this caller; for an advisor, who knows no callers, none',
    optional: true,
  })
  callerId?: string;
  @Moment({ description: 'Only calls requested at or after this time', optional: true }) from?: string;
  @Moment({ description: 'Only calls requested before this time', optional: true }) to?: string;
  @Choice({ description: 'Only calls that ended for this reason', of: END_REASONS, optional: true })
  endReason?: EndReason;
  @Text({ description: 'Id of a call, an advisor or a caller', max: 60, optional: true }) q?: string;
  @Text({
    description: 'Only the call that your own systems call this; staff and programs only',
    max: 200,
    optional: true,
  })
  externalId?: string;
  @Choice({
    description: 'json for a page, csv for all rows that the filters leave',
    of: ['json', 'csv'],
    optional: true,
  })
  format: 'json' | 'csv' = 'json';
  @Expansions() expand?: string;
}

export class CallList {
  @Shown('Always list') object: 'list';
  @Shown('Calls, newest first', { type: [CallView] }) data: CallView[];
  @Shown('Whether there is a next page') has_more: boolean;
  @Shown('Cursor of the next page', { type: String, nullable: true }) next_cursor: string | null;
}

export class AcceptCall {
  @Id('device', { description: 'The device that accepts; its own repeat is not refused', optional: true })
  deviceId?: string;
}

export class DeclineCall {
  @Choice({ description: 'Why', of: ['busy', 'not_my_field', 'break', 'other'], optional: true }) reason?: string;
}

export class EndCall {
  @Text({ description: 'Why; staff must say it, and it is kept for the audit', max: 300, optional: true })
  reason?: string;
}

export class Presence {
  @Text({ description: "The media server's id of the participant that is alive", max: 64, example: 'PA_xyz' })
  sid: string;
  @Moment({
    description:
      'Server time at which the client says this, as far as it knows: what a broken line delivers late then proves nothing for the time between',
    optional: true,
  })
  at?: string;
}

export class JoinView {
  @Shown('Media server') url: string;
  @Shown('Ticket for one person and one room, valid for two minutes; ask again to come back') token: string;
  @Shown('Room') room: string;
  @Shown('Your identity in the room') identity: string;
  @Shown('When the ticket ends', { format: 'date-time' }) expiresAt: string;
}

export const REFUND_GOALS = ['wallet', 'card'] as const;

export class RefundCall {
  @MinorUnits({ description: 'Amount; all that is left when left out', min: 1, optional: true }) amountMinor?: number;
  @Text({ description: 'Why; kept for the audit', max: 300, example: 'Poor line' }) reason: string;
  @Choice({
    description:
      'wallet: into the wallet. card: on to the cards that paid, by owner, admin or finance; what no card can take stays in the wallet, and the answer says how much. wallet when left out',
    of: REFUND_GOALS,
    optional: true,
  })
  to?: (typeof REFUND_GOALS)[number];
}

export class PreviewRefund {
  @MinorUnits({ description: 'Amount; all that is left when both are left out', min: 1, optional: true })
  amountMinor?: number;
  @Whole({
    description: 'Price of the last minutes, by the terms of the call; instead of an amount',
    min: 1,
    max: 1440,
    optional: true,
  })
  minutes?: number;
}

export class SplitView {
  @Shown('Advisor', { type: 'integer' }) advisorMinor: number;
  @Shown('Licensee', { type: 'integer' }) licenseeMinor: number;
  @Shown('Operator', { type: 'integer' }) operatorMinor: number;
  @Shown('Tax', { type: 'integer' }) taxMinor: number;
}

/** What can be sent along with a refund. */
export const REFUND_EXPANSIONS = ['call'] as const;

export class RefundExpandQuery {
  @Expand({ call: 'the call as it is now; staff, and programs with the scope `calls:read`' }) expand?: string;
}

export class RefundView {
  @Shown('Id') id: string;
  @Shown('Call') callId: string;
  @Shown('Given back', { type: 'integer' }) amountMinor: number;
  @Shown('ISO 4217 code') currency: string;
  @Shown('What each party gives back', { type: SplitView }) split: SplitView;
  @Shown('Why') reason: string;
  @Shown('Ledger transaction') transactionId: string;
  @Shown('Where it was to go to the cards: what became of that; read it again for news', {
    type: SentOnView,
    nullable: true,
  })
  toCard: SentOnView | null;
  @Shown('With `expand=call`: the call as it is now', { type: () => CallView, required: false }) call?: object;
}

export class RefundPreviewView {
  @Shown('ISO 4217 code') currency: string;
  @Shown('What would be given back', { type: 'integer' }) amountMinor: number;
  @Shown('Part of it that returns as paid money', { type: 'integer' }) paidMinor: number;
  @Shown('Part of it that returns as promo credit', { type: 'integer' }) promoMinor: number;
  @Shown('Part of the paid money that could go on to the cards now', { type: 'integer' }) cardMinor: number;
  @Shown('What each party would give back', { type: SplitView }) split: SplitView;
  @Shown('What can be given back at the most', { type: 'integer' }) remainderMinor: number;
}

/** Free seconds and who pays for them. */
export class SponsoredPartView {
  @Shown('Free seconds', { type: 'integer' }) seconds: number;
  @Shown('What they would have cost', { type: 'integer' }) priceMinor: number;
  @Shown('licensee, advisor or operator') sponsor: string;
  @Shown('Who gets their price; nobody where the advisor gives them', { type: SplitView }) split: SplitView;
}

export class SponsoredView extends SponsoredPartView {
  @Shown('Ledger transaction', { type: String, nullable: true }) transactionId: string | null;
}

export class CallMoneyView {
  @Shown('Call') callId: string;
  @Shown('ISO 4217 code') currency: string;
  @Shown('Price', { type: 'integer' }) priceMinor: number;
  @Shown("The price's way to the four parties", { type: SplitView }) split: SplitView;
  @Shown('Ledger transaction of the settlement', { type: String, nullable: true }) transactionId: string | null;
  @Shown(
    'Promo credit of the price that the advisor pays for from their share, as its sponsor; less what came back with refunds',
    {
      type: 'integer',
    },
  )
  promoCostMinor: number;
  @Shown('Free seconds that were paid for by somebody else than the caller', { type: SponsoredView, nullable: true })
  sponsored: SponsoredView | null;
  @Shown('Refunds, oldest first', { type: [RefundView] }) refunds: RefundView[];
}

export class ReceiptView {
  @Shown('The signed document, as canonical JSON (RFC 8785)', { type: 'object', additionalProperties: true })
  receipt: Record<string, unknown>;
  @Shown('SHA-256 of the document, hex') hash: string;
  @Shown('Ed25519 signature over the document, base64') signature: string;
  @Shown('Which key') keyId: string;
}

export class ReceiptKeyView {
  @Shown('Which key') keyId: string;
  @Shown('Always Ed25519') algorithm: string;
  @Shown('Public key, PEM') publicKey: string;
}

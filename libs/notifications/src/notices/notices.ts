import { divide, publicId, toJsonMinor } from '@app/kernel';
import {
  AutoTopUpStopped,
  DisputeClosed,
  DisputeOpened,
  FraudWarned,
  PaidByHand,
  PayoutFailed,
  PayoutPaid,
  PromoExpiring,
  StoredValueVolumeReached,
  StripeAccountUnwell,
  TaxIdentityReminded,
  TopUpCredited,
  WalletRefundFailed,
  WalletRefundRequested,
  nextStepOf,
} from '@app/billing';
import { CalendarConsentLost } from '@app/bookings';
import {
  CallEnded,
  CallRefunded,
  ComplaintInReview,
  ComplaintOpened,
  ComplaintOverdue,
  ComplaintResolved,
  UserInvoiceIssued,
} from '@app/calling';
import { EmailProofAsked, PersonSignedUp } from '@app/identity';
import { WebhookEndpointDisabled } from '@app/integrations';
import { LegalPublished } from '@app/licensees';
import {
  EmailVerificationAsked,
  LicenceChanged,
  LicenceInvoiceIssued,
  LicenceInvoiceUnpaid,
  OperatorIncidentOpened,
} from '@app/licensing';
import { CallbackAsked, CallbackDeclined, CallbackReady, WatchedAdvisorOnline } from '../callbacks/callbacks.events.js';
import { BOOKING_NOTICES } from './booking-notices.js';
import { DECISION_NOTICES } from './decision-notices.js';
import { type Notice, type NoticeOf, notice } from './notice.js';
import {
  advisorName,
  endpointHost,
  evidenceDueAt,
  figuresOf,
  handPaymentReference,
  isUnheard,
  payeeOf,
  staffOf,
} from './notice.queries.js';
import { MarketingAsked, UsageReportDue } from './notices.events.js';
import { SECURITY_NOTICES } from './security-notices.js';
import { WITHDRAWAL_NOTICES } from './withdrawal-notices.js';

type PersonFact = { personId: string };
type Money = { amountMinor: number; currency: string };

const HOUR_SECONDS = 3_600;

const person = (_: unknown, { personId }: PersonFact): string[] => [personId];
const money: NonNullable<NoticeOf<Money>['values']> = (words, { amountMinor, currency }) => ({
  amount: words.money(amountMinor, currency),
});
const call = ({ callId }: { callId: string }): string => `/history/${publicId('call', callId)}`;
const moneyStaff: NonNullable<NoticeOf<unknown>['to']> = (tx) => staffOf(tx, ['owner', 'finance']);
const complaintStaff: NonNullable<NoticeOf<unknown>['to']> = (tx) => staffOf(tx, ['owner', 'admin', 'support']);
const owners: NonNullable<NoticeOf<unknown>['to']> = (tx) => staffOf(tx, ['owner', 'admin']);
const callAdvisor = ({ advisorId }: { advisorId: string }): string => `/advisors/${publicId('advisor', advisorId)}`;
const aboutAdvisor = {
  class: 'service',
  topic: 'availability',
  to: person,
  values: async (_, { advisorId }, tx) => ({ advisor: await advisorName(tx, advisorId) }),
  inApp: true,
  push: true,
} as const satisfies Omit<NoticeOf<PersonFact & { advisorId: string }>, 'template'>;
const verifyLink: NoticeOf<PersonFact> = {
  template: 'verify_email',
  class: 'service',
  to: person,
  path: () => '/verify-email',
  token: ({ links }, tx, _, personId) => links.mint(tx, personId, 'verify_email'),
};

/** Who is told of what: one entry makes a new one. The name is that of its job and must not change while jobs wait. */
export const NOTICES: Readonly<Record<string, Notice>> = {
  sign_up: notice(PersonSignedUp, { ...verifyLink, when: ({ role }) => role === 'end_user' }),
  email_proof: notice(EmailProofAsked, verifyLink),
  owner_sign_up: notice(EmailVerificationAsked, {
    template: 'verify_owner_email',
    class: 'service',
    to: person,
    path: () => '/verify-email',
    token: ({ verifications }, tx, { verificationId }) => verifications.renew(tx, verificationId),
  }),
  ...SECURITY_NOTICES,
  // Who disabled it by hand knows.
  webhook_endpoint: notice(WebhookEndpointDisabled, {
    template: 'webhook_endpoint_disabled',
    class: 'service',
    when: ({ because }) => because !== 'staff',
    to: owners,
    values: async (words, { endpointId, because }, tx) => ({
      host: await endpointHost(tx, endpointId),
      cause: words.endpointCause(because === 'gone' ? 'gone' : 'failing'),
    }),
  }),
  marketing: notice(MarketingAsked, {
    template: 'marketing_confirm',
    class: 'service',
    to: person,
    path: () => '/confirm-marketing',
    token: ({ links }, tx, _, personId) => links.mint(tx, personId, 'marketing'),
  }),
  legal: notice(LegalPublished, {
    template: 'legal_changed',
    class: 'service',
    // The first version changes nothing, and an imprint is no agreement.
    when: ({ kind, version }) => version > 1 && ['terms', 'privacy', 'withdrawal'].includes(kind),
    language: ({ locale }) => locale,
    values: (words, { kind }) => ({ page: words.page(kind) }),
    path: ({ kind }) => `/legal/${kind}`,
    isOnSite: true,
    inApp: true,
  }),

  call_receipt: notice(CallEnded, {
    template: 'call_receipt',
    class: 'service',
    topic: 'receipts',
    when: ({ priceMinor }) => priceMinor > 0,
    to: (_, { callerId }) => [callerId],
    values: async (words, { advisorId, billedSeconds, priceMinor, currency }, tx) => ({
      advisor: await advisorName(tx, advisorId),
      duration: words.duration(billedSeconds),
      amount: words.money(priceMinor, currency),
    }),
    path: call,
  }),
  call_refund: notice(CallRefunded, {
    template: 'call_refunded',
    class: 'service',
    topic: 'receipts',
    // An event of before there were refunds to cards does not say.
    when: ({ toCardMinor }) => !(toCardMinor > 0),
    to: (_, { callerId }) => [callerId],
    values: money,
    path: call,
  }),
  call_refund_to_card: notice(CallRefunded, {
    template: 'call_refunded_to_card',
    class: 'service',
    topic: 'receipts',
    when: ({ toCardMinor }) => toCardMinor > 0,
    to: (_, { callerId }) => [callerId],
    values: (words, { amountMinor, toCardMinor, currency }) => ({
      amount: words.money(amountMinor, currency),
      card: words.money(toCardMinor, currency),
    }),
    path: call,
  }),
  top_up: notice(TopUpCredited, {
    template: 'top_up_receipt',
    class: 'service',
    topic: 'receipts',
    to: person,
    values: money,
    path: () => '/wallet',
  }),
  user_invoice: notice(UserInvoiceIssued, {
    template: ({ kind }) => (kind === 'user_credit_note' ? 'user_credit_note' : 'user_invoice'),
    class: 'service',
    topic: 'receipts',
    to: person,
    values: (words, { number, month, totalMinor, currency }) => ({
      number,
      month: words.month(month.slice(0, 7)),
      amount: words.money(Math.abs(totalMinor), currency),
    }),
    path: ({ invoiceId }) => `/invoices/${publicId('userInvoice', invoiceId)}`,
  }),
  wallet_refund: notice(WalletRefundFailed, {
    template: 'wallet_refund_failed',
    class: 'service',
    to: person,
    values: money,
    path: () => '/wallet',
  }),
  service_ended: notice(WalletRefundRequested, {
    template: 'service_ended',
    class: 'service',
    when: ({ cause }) => cause === 'licence_ended',
    to: person,
    values: money,
    path: () => '/wallet',
  }),
  paid_by_hand: notice(PaidByHand, {
    template: 'paid_by_hand',
    class: 'service',
    to: person,
    values: async (words, { handPaymentId, amountMinor, currency }, tx) => ({
      amount: words.money(amountMinor, currency),
      reference: await handPaymentReference(tx, handPaymentId),
    }),
  }),
  auto_top_up: notice(AutoTopUpStopped, {
    template: 'auto_top_up_stopped',
    class: 'service',
    to: person,
    path: () => '/wallet',
    inApp: true,
  }),
  promo: notice(PromoExpiring, {
    template: 'promo_expiring',
    class: 'service',
    topic: 'promos',
    to: person,
    values: (words, { amountMinor, currency, expiresAt }) => ({
      amount: words.money(amountMinor, currency),
      date: words.day(expiresAt),
    }),
    path: () => '/wallet',
  }),

  advisor_online: notice(WatchedAdvisorOnline, {
    ...aboutAdvisor,
    template: 'advisor_online',
    path: callAdvisor,
    worthSeconds: HOUR_SECONDS,
  }),
  callback_ready: notice(CallbackReady, {
    ...aboutAdvisor,
    template: 'callback_ready',
    path: callAdvisor,
    worthSeconds: HOUR_SECONDS,
  }),
  callback_declined: notice(CallbackDeclined, { ...aboutAdvisor, template: 'callback_declined' }),
  callback_asked: notice(CallbackAsked, {
    template: 'callback_asked',
    class: 'service',
    topic: 'callbacks',
    to: async (tx, { advisorPersonId, ...pair }) => ((await isUnheard(tx, pair)) ? [] : [advisorPersonId]),
    path: () => '/callbacks',
    inApp: true,
    push: true,
  }),

  ...BOOKING_NOTICES,
  ...DECISION_NOTICES,
  ...WITHDRAWAL_NOTICES,

  calendar: notice(CalendarConsentLost, {
    template: 'calendar_disconnected',
    class: 'service',
    to: (_, { advisorPersonId }) => [advisorPersonId],
    values: (_, { provider }) => ({ calendar: provider === 'google' ? 'Google' : 'Microsoft' }),
    path: () => '/calendars',
    inApp: true,
  }),

  payout_paid: notice(PayoutPaid, {
    template: 'payout_paid',
    class: 'service',
    topic: 'payouts',
    to: (tx, { party, partyId }) => payeeOf(tx, party, partyId),
    values: money,
  }),
  payout_failed: notice(PayoutFailed, {
    template: 'payout_failed',
    class: 'service',
    to: (tx, { party, partyId }) => payeeOf(tx, party, partyId),
    values: (words, { amountMinor, currency, failureCode }) => ({
      amount: words.money(amountMinor, currency),
      step: words.payoutStep(nextStepOf(failureCode)),
    }),
    path: () => '/payouts',
    inApp: true,
  }),
  tax_identity: notice(TaxIdentityReminded, {
    template: 'tax_identity_reminder',
    class: 'service',
    to: (_, { advisorPersonId }) => [advisorPersonId],
    path: () => '/payouts',
    inApp: true,
  }),

  complaint_opened: notice(ComplaintOpened, {
    template: 'complaint_opened',
    class: 'service',
    to: (_, { advisorPersonId }) => [advisorPersonId],
    values: (words, { dueAt }) => ({ date: words.moment(dueAt) }),
    path: () => '/complaints',
    inApp: true,
  }),
  complaint_in_review: notice(ComplaintInReview, {
    template: 'complaint_in_review',
    class: 'service',
    to: complaintStaff,
    values: (words, { dueAt }) => ({ date: words.moment(dueAt) }),
    path: () => '/complaints',
  }),
  complaint_overdue: notice(ComplaintOverdue, {
    template: 'complaint_overdue',
    class: 'service',
    to: complaintStaff,
    path: () => '/complaints',
  }),
  complaint_resolved: notice(ComplaintResolved, {
    template: 'complaint_resolved',
    class: 'service',
    to: (_, { callerId }) => [callerId],
    values: (words, { outcome }) => ({ outcome: words.outcome(outcome) }),
    path: call,
    inApp: true,
  }),
  dispute_opened: notice(DisputeOpened, {
    template: 'dispute_opened',
    class: 'service',
    to: moneyStaff,
    values: async (words, { disputeId, amountMinor, currency }, tx) => {
      const dueAt = await evidenceDueAt(tx, disputeId);
      return { amount: words.money(amountMinor, currency), date: dueAt ? words.moment(dueAt.toISOString()) : '-' };
    },
    path: () => '/disputes',
  }),
  dispute_closed: notice(DisputeClosed, {
    template: ({ outcome }) => (outcome === 'won' ? 'dispute_won' : 'dispute_lost'),
    class: 'service',
    to: moneyStaff,
    values: money,
    path: () => '/disputes',
  }),
  fraud_warning: notice(FraudWarned, {
    template: 'fraud_warning',
    class: 'service',
    to: moneyStaff,
    values: money,
    path: () => '/disputes',
  }),

  licence_invoice: notice(LicenceInvoiceIssued, {
    template: ({ nettedMinor }) => (nettedMinor > 0 ? 'licence_invoice_netted' : 'licence_invoice'),
    class: 'service',
    to: moneyStaff,
    values: (words, { number, dueMinor, nettedMinor, currency, dueAt }) => ({
      number,
      amount: words.money(dueMinor + nettedMinor, currency),
      netted: words.money(nettedMinor, currency),
      left: words.money(dueMinor, currency),
      date: words.day(dueAt),
    }),
    path: () => '/licence',
    sender: ({ seller }) => seller,
  }),
  licence_unpaid: notice(LicenceInvoiceUnpaid, {
    template: ({ nextAttemptAt }) => (nextAttemptAt === null ? 'licence_suspended' : 'licence_unpaid'),
    class: 'service',
    to: moneyStaff,
    values: (words, { number, dueMinor, currency, nextAttemptAt }) => ({
      number,
      amount: words.money(dueMinor, currency),
      date: nextAttemptAt === null ? '' : words.day(nextAttemptAt),
    }),
    path: () => '/licence',
    sender: ({ seller }) => seller,
  }),
  licence_changed: notice(LicenceChanged, {
    template: ({ kind, toStatus }) =>
      kind === 'ending' ? 'licence_ending' : toStatus === 'terminated' ? 'licence_ended' : 'licence_held',
    class: 'service',
    // What is suspended for an invoice is told with it.
    when: ({ kind, toStatus, heldFor, ending }) =>
      kind === 'ending'
        ? ending === 'planned'
        : kind === 'state' && (toStatus === 'terminated' || heldFor === 'operator'),
    to: owners,
    values: (words, { endsAt, exportUntil }) => ({
      date: endsAt === null ? '' : words.day(endsAt),
      until: exportUntil === null ? '' : words.day(exportUntil),
    }),
    path: () => '/licence',
    inApp: true,
  }),
  operator_incident: notice(OperatorIncidentOpened, {
    template: 'operator_incident',
    class: 'service',
    to: (tx) => staffOf(tx, ['operator']),
    values: (words, { check }) => ({ check: words.check(check) }),
    path: () => '/health',
    inApp: true,
  }),
  stripe_account_unwell: notice(StripeAccountUnwell, {
    template: 'stripe_account_unwell',
    class: 'service',
    to: moneyStaff,
    values: (words, { fault }) => ({ fault: words.accountFault(fault) }),
    path: () => '/stripe',
    inApp: true,
  }),
  issuer_volume: notice(StoredValueVolumeReached, {
    template: 'issuer_volume',
    class: 'service',
    to: (tx) => staffOf(tx, ['owner', 'finance', 'operator']),
    values: (_, { issuer, percent }) => ({ issuer, percent: `${percent}` }),
    path: ({ toldTo }) => (toldTo === 'operator' ? '/health' : '/licence'),
    inApp: true,
  }),
  usage_report: notice(UsageReportDue, {
    template: 'usage_report',
    class: 'service',
    topic: 'usage',
    to: (tx) => staffOf(tx, ['owner', 'admin', 'finance', 'analyst']),
    values: async (words, { month }, tx) => {
      const { calls, seconds, revenue, people, currency } = await figuresOf(tx, month);
      return {
        month: words.month(month),
        calls: words.whole(calls),
        minutes: words.whole(divide(seconds, 60n, 'down')),
        revenue: words.money(toJsonMinor(revenue), currency),
        people: words.whole(people),
      };
    },
    path: () => '/',
  }),
};

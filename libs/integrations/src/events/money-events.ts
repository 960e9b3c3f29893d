import { publicId } from '@app/kernel';
import {
  AutoTopUpStopped,
  DisputeClosed,
  DisputeOpened,
  FraudWarned,
  PAUSE_REASONS,
  PayoutFailed,
  PayoutPaid,
  PayoutStarted,
  PromoExpired,
  PromoExpiring,
  ReferralReversed,
  ReferralRewarded,
  TopUpCredited,
  TopUpFailed,
  TopUpRequested,
  WalletChanged,
  WalletRefundFailed,
  WalletRefundRequested,
  WithdrawalCaseDecided,
  WithdrawalCaseOpened,
  WithdrawalConfirmed,
  WithdrawalReceived,
} from '@app/billing';
import { UserInvoiceIssued } from '@app/calling';
import { Amount, At, CurrencyCode, OneOf, RefersTo, Word, YesNo } from './payload.js';
import { type PublicEvent, publicEvent } from './public-event.js';

export class WalletOwnerData {
  @RefersTo('person', 'Whose wallet it is') personId: string;
}
export class WalletChangedData extends WalletOwnerData {
  @CurrencyCode() currency: string;
  @Amount('Money that was paid in') paidMinor: number;
  @Amount('Promo credit') promoMinor: number;
  @Amount('Reserved for a running call; part of the two') heldMinor: number;
  @Amount('What can be spent now', { min: Number.MIN_SAFE_INTEGER }) availableMinor: number;
  @YesNo('Whether nothing can be spent for now') isFrozen: boolean;
}
export class AutoTopUpStoppedData extends WalletOwnerData {
  @OneOf('Why top-ups by themselves stopped', PAUSE_REASONS) reason: string;
}
export class TopUpData extends WalletOwnerData {
  @RefersTo('topUp', 'The top-up') topUpId: string;
}
export class TopUpCreditedData extends TopUpData {
  @Amount('What was credited') amountMinor: number;
  @CurrencyCode() currency: string;
}
export class TopUpFailedData extends TopUpCreditedData {
  @OneOf('What became of it', ['failed', 'expired']) why: string;
  @Word("The bank's or the provider's code", { nullable: true, example: 'card_declined' }) failureCode: string | null;
}
export class WalletRefundData extends WalletOwnerData {
  @RefersTo('walletRefund', 'The refund to the cards') walletRefundId: string;
  @Amount('How much') amountMinor: number;
  @CurrencyCode() currency: string;
}
export class WalletRefundFailedData extends WalletRefundData {
  @Word("The provider's code", { example: 'expired_or_canceled_card' }) failureCode: string;
}
export class WithdrawalData {
  @RefersTo('withdrawal', 'The withdrawal') withdrawalId: string;
}
export class WithdrawalConfirmedData extends WithdrawalData {
  @RefersTo('person', 'Who withdrew') personId: string;
  @Amount('What is on its way back to their cards') amountMinor: number;
  @CurrencyCode() currency: string;
}
export class WithdrawalCaseData extends WithdrawalData {
  @RefersTo('withdrawalCase', 'What of it staff decide') withdrawalCaseId: string;
}
export class WithdrawalCaseDecidedData extends WithdrawalCaseData {
  @RefersTo('person', 'Who withdrew; null for who was not signed in', { nullable: true }) personId: string | null;
  @OneOf('The decision', ['refunded', 'declined']) outcome: string;
}
export class UserInvoiceData extends WalletOwnerData {
  @RefersTo('userInvoice', 'The document') invoiceId: string;
  @OneOf('An invoice of a month, or a credit note to an earlier one', ['user_invoice', 'user_credit_note'])
  kind: string;
  @Word('Its number', { example: 'ACME-R2030-00001' }) number: string;
  @Word('Calendar month in the time zone of the licensee', { example: '2030-01' }) month: string;
  @Amount('Sum with tax; negative for a credit note', { min: Number.MIN_SAFE_INTEGER }) totalMinor: number;
  @CurrencyCode() currency: string;
}
export class PromoExpiredData extends WalletOwnerData {
  @Amount('How much promo credit') amountMinor: number;
  @CurrencyCode() currency: string;
}
export class PromoExpiringData extends PromoExpiredData {
  @At('When it ends') expiresAt: string;
}
export class ReferralData {
  @RefersTo('referral', 'The referral') referralId: string;
  @RefersTo('person', 'Who invited') inviterId: string;
  @RefersTo('person', 'Who was invited') invitedId: string;
  @CurrencyCode() currency: string;
}
export class ReferralRewardedData extends ReferralData {
  @Amount('What who invited got') inviterMinor: number;
  @Amount('What who was invited got') invitedMinor: number;
}
export class ReferralReversedData extends ReferralData {
  @OneOf('Why', ['refunded', 'dispute_lost']) cause: string;
}
export class DisputeData extends WalletOwnerData {
  @RefersTo('dispute', 'The dispute') disputeId: string;
  @Amount('How much the bank asks for') amountMinor: number;
  @CurrencyCode() currency: string;
}
export class DisputeClosedData extends DisputeData {
  @OneOf("The bank's decision", ['won', 'lost']) outcome: string;
}
export class FraudWarningData extends WalletOwnerData {
  @RefersTo('fraudWarning', 'The warning') warningId: string;
  @Amount('How much was paid') amountMinor: number;
  @CurrencyCode() currency: string;
  @OneOf('What was done', ['frozen', 'refunded', 'noted', 'disputed', 'lifted']) status: string;
}
export class PayoutData {
  @RefersTo('payout', 'The payout') payoutId: string;
  @OneOf('Who is paid', ['advisor', 'licensee']) party: string;
  @RefersTo('advisor', 'The advisor; null when the licensee is paid', { nullable: true }) advisorId: string | null;
  @Amount('How much') amountMinor: number;
  @CurrencyCode() currency: string;
}
export class PayoutFailedData extends PayoutData {
  @Word("The bank's or the provider's code", { example: 'account_closed' }) failureCode: string;
}

const person = (fact: { personId: string }): WalletOwnerData => ({ personId: publicId('person', fact.personId) });
const ofPerson = ['person', (fact: { personId: string }) => fact.personId] as const;
const money = ({ amountMinor, currency }: { amountMinor: number; currency: string }) => ({ amountMinor, currency });

const ofTopUp = ['topUp', (fact: { topUpId: string }) => fact.topUpId] as const;
const topUp = (fact: { topUpId: string; personId: string }): TopUpData => ({
  ...person(fact),
  topUpId: publicId('topUp', fact.topUpId),
});

type WalletRefundFact = { walletRefundId: string; personId: string; amountMinor: number; currency: string };
const ofWalletRefund = ['walletRefund', (fact: WalletRefundFact) => fact.walletRefundId] as const;
const walletRefund = (fact: WalletRefundFact): WalletRefundData => ({
  ...person(fact),
  walletRefundId: publicId('walletRefund', fact.walletRefundId),
  ...money(fact),
});

type WithdrawalFact = { withdrawalId: string };
const ofWithdrawal = ['withdrawal', (fact: WithdrawalFact) => fact.withdrawalId] as const;
const withdrawal = (fact: WithdrawalFact): WithdrawalData => ({
  withdrawalId: publicId('withdrawal', fact.withdrawalId),
});
const withdrawalCase = (fact: WithdrawalFact & { caseId: string }): WithdrawalCaseData => ({
  ...withdrawal(fact),
  withdrawalCaseId: publicId('withdrawalCase', fact.caseId),
});

type ReferralFact = { referralId: string; inviterId: string; invitedId: string; currency: string };
const ofReferral = ['referral', (fact: ReferralFact) => fact.referralId] as const;
const referral = (fact: ReferralFact): ReferralData => ({
  referralId: publicId('referral', fact.referralId),
  inviterId: publicId('person', fact.inviterId),
  invitedId: publicId('person', fact.invitedId),
  currency: fact.currency,
});

type DisputeFact = { disputeId: string; personId: string; amountMinor: number; currency: string };
const ofDispute = ['dispute', (fact: DisputeFact) => fact.disputeId] as const;
const dispute = (fact: DisputeFact): DisputeData => ({
  ...person(fact),
  disputeId: publicId('dispute', fact.disputeId),
  ...money(fact),
});

type PayoutFact = {
  payoutId: string;
  party: 'advisor' | 'licensee';
  partyId: string;
  amountMinor: number;
  currency: string;
};
const ofPayout = ['payout', (fact: PayoutFact) => fact.payoutId] as const;
const payout = (fact: PayoutFact): PayoutData => ({
  payoutId: publicId('payout', fact.payoutId),
  party: fact.party,
  advisorId: fact.party === 'advisor' ? publicId('advisor', fact.partyId) : null,
  ...money(fact),
});

export const WALLET_EVENTS: readonly PublicEvent[] = [
  publicEvent(WalletChanged, {
    type: 'wallet.changed',
    description: 'The balance of a wallet moved; what moved it has an event of its own',
    payload: WalletChangedData,
    subject: ofPerson,
    data: ({ personId, ...balances }) => ({ ...person({ personId }), ...balances }),
  }),
  publicEvent(AutoTopUpStopped, {
    type: 'wallet.auto_top_up_stopped',
    description: 'Top-ups by themselves stopped, and the payer has to do something',
    payload: AutoTopUpStoppedData,
    subject: ofPerson,
    data: (fact) => ({ ...person(fact), reason: fact.reason }),
  }),
  publicEvent(PromoExpiring, {
    type: 'wallet.promo_expiring',
    description: 'Promo credit is about to expire',
    payload: PromoExpiringData,
    subject: ofPerson,
    data: (fact) => ({ ...person(fact), ...money(fact), expiresAt: fact.expiresAt }),
  }),
  publicEvent(PromoExpired, {
    type: 'wallet.promo_expired',
    description: 'Promo credit expired',
    payload: PromoExpiredData,
    subject: ofPerson,
    data: (fact) => ({ ...person(fact), ...money(fact) }),
  }),
  publicEvent(TopUpRequested, {
    type: 'top_up.requested',
    description: 'Somebody began a top-up; nothing is paid yet',
    payload: TopUpData,
    subject: ofTopUp,
    data: topUp,
  }),
  publicEvent(TopUpCredited, {
    type: 'top_up.credited',
    description: 'A top-up was credited to a wallet',
    payload: TopUpCreditedData,
    subject: ofTopUp,
    data: (fact) => ({ ...topUp(fact), ...money(fact) }),
  }),
  publicEvent(TopUpFailed, {
    type: 'top_up.failed',
    description: 'A top-up failed or was not paid in time',
    payload: TopUpFailedData,
    subject: ofTopUp,
    data: (fact) => ({ ...topUp(fact), ...money(fact), why: fact.why, failureCode: fact.failureCode }),
  }),
  publicEvent(UserInvoiceIssued, {
    type: 'invoice.issued',
    description: "A user's invoice of a month, or a credit note to one, was issued",
    payload: UserInvoiceData,
    subject: ['userInvoice', (fact) => fact.invoiceId],
    data: (fact) => ({
      ...person(fact),
      invoiceId: publicId('userInvoice', fact.invoiceId),
      kind: fact.kind,
      number: fact.number,
      month: fact.month.slice(0, 7),
      totalMinor: fact.totalMinor,
      currency: fact.currency,
    }),
  }),
  publicEvent(WalletRefundRequested, {
    type: 'wallet_refund.requested',
    description: 'Money left a wallet for the cards that it came from',
    payload: WalletRefundData,
    subject: ofWalletRefund,
    data: walletRefund,
  }),
  publicEvent(WalletRefundFailed, {
    type: 'wallet_refund.failed',
    description: 'Money did not reach its card and is back in the wallet',
    payload: WalletRefundFailedData,
    subject: ofWalletRefund,
    data: (fact) => ({ ...walletRefund(fact), failureCode: fact.failureCode }),
  }),
  publicEvent(WithdrawalConfirmed, {
    type: 'withdrawal.confirmed',
    description: 'Somebody withdrew from payments, or from something else, in their account',
    payload: WithdrawalConfirmedData,
    subject: ofWithdrawal,
    data: (fact) => ({ ...withdrawal(fact), ...person(fact), ...money(fact) }),
  }),
  publicEvent(WithdrawalReceived, {
    type: 'withdrawal.received',
    description: 'Somebody who is not signed in said that they withdraw from a contract',
    payload: WithdrawalData,
    subject: ofWithdrawal,
    data: withdrawal,
  }),
  publicEvent(WithdrawalCaseOpened, {
    type: 'withdrawal_case.opened',
    description: 'Something of a withdrawal waits for a decision of staff',
    payload: WithdrawalCaseData,
    subject: ofWithdrawal,
    data: withdrawalCase,
  }),
  publicEvent(WithdrawalCaseDecided, {
    type: 'withdrawal_case.decided',
    description: 'Staff decided about what of a withdrawal waited for them',
    payload: WithdrawalCaseDecidedData,
    subject: ofWithdrawal,
    data: (fact) => ({
      ...withdrawalCase(fact),
      personId: fact.personId === null ? null : publicId('person', fact.personId),
      outcome: fact.outcome,
    }),
  }),
  publicEvent(ReferralRewarded, {
    type: 'referral.rewarded',
    description: 'Somebody who was invited has paid in, and both got promo credit',
    payload: ReferralRewardedData,
    subject: ofReferral,
    data: (fact) => ({ ...referral(fact), inviterMinor: fact.inviterMinor, invitedMinor: fact.invitedMinor }),
  }),
  publicEvent(ReferralReversed, {
    type: 'referral.reversed',
    description: 'The payment of a referral did not stay; its rewards were taken back',
    payload: ReferralReversedData,
    subject: ofReferral,
    data: (fact) => ({ ...referral(fact), cause: fact.cause }),
  }),
];

export const RISK_AND_PAYOUT_EVENTS: readonly PublicEvent[] = [
  publicEvent(DisputeOpened, {
    type: 'dispute.opened',
    description: 'A bank asks for a payment back',
    payload: DisputeData,
    subject: ofDispute,
    data: dispute,
  }),
  publicEvent(DisputeClosed, {
    type: 'dispute.closed',
    description: 'A bank decided about a disputed payment',
    payload: DisputeClosedData,
    subject: ofDispute,
    data: (fact) => ({ ...dispute(fact), outcome: fact.outcome }),
  }),
  publicEvent(FraudWarned, {
    type: 'fraud_warning.received',
    description: 'A card network warned that a payment may be fraud',
    payload: FraudWarningData,
    subject: ['fraudWarning', (fact) => fact.warningId],
    data: (fact) => ({
      ...person(fact),
      warningId: publicId('fraudWarning', fact.warningId),
      ...money(fact),
      status: fact.status,
    }),
  }),
  publicEvent(PayoutStarted, {
    type: 'payout.started',
    description: 'Earnings were claimed for a payout',
    payload: PayoutData,
    subject: ofPayout,
    data: payout,
  }),
  publicEvent(PayoutPaid, {
    type: 'payout.paid',
    description: "A payout arrived at the payee's bank",
    payload: PayoutData,
    subject: ofPayout,
    data: payout,
  }),
  publicEvent(PayoutFailed, {
    type: 'payout.failed',
    description: 'A payout failed; its earnings are available again',
    payload: PayoutFailedData,
    subject: ofPayout,
    data: (fact) => ({ ...payout(fact), failureCode: fact.failureCode }),
  }),
];

import { defineEvent } from '@app/kernel';

interface ReferralFact {
  referralId: string;
  inviterId: string;
  invitedId: string;
  currency: string;
}

export const ReferralRewarded = defineEvent<ReferralFact & { inviterMinor: number; invitedMinor: number }>(
  'referral.rewarded',
  'Somebody who was invited has paid in, and both got promo credit',
);

/** The payment that earned the rewards did not stay; what was left of them was taken back. */
export const ReferralReversed = defineEvent<ReferralFact & { cause: 'refunded' | 'dispute_lost' }>(
  'referral.reversed',
  'The payment of a referral was reversed and its rewards were taken back',
);

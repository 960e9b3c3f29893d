import { BEARERS, type Bearer, type BearerRules } from '@app/billing';
import { Choice } from '@app/kernel';
import { LicenceReason } from './licence.dto.js';

const SIDES = ['licensee', 'operator'] as const;
type Side = (typeof SIDES)[number];

const StripeFee = (): PropertyDecorator =>
  Choice({ description: 'Who pays what Stripe keeps of payments and payouts', of: SIDES });
const DisputeLoss = (): PropertyDecorator =>
  Choice({
    description: 'Who pays a lost dispute whose money was spent; an advisor at most what they earned of it',
    of: BEARERS,
  });
const DisputeFee = (): PropertyDecorator =>
  Choice({ description: "Who pays the bank's fee of a dispute", of: BEARERS });
const Seller = (): PropertyDecorator =>
  Choice({ description: 'Who sells the calls and owes their tax', of: SIDES, example: 'licensee' });

/** Who bears which cost: the whole set, and why it changes. */
export class SetBearers extends LicenceReason implements BearerRules {
  @StripeFee() stripeFeeBearer: Side;
  @DisputeLoss() disputeBearer: Bearer;
  @DisputeFee() disputeFeeBearer: Bearer;
  @Seller() sellerOfRecord: Side;
}

export class BearersView implements BearerRules {
  @StripeFee() stripeFeeBearer: Side;
  @DisputeLoss() disputeBearer: Bearer;
  @DisputeFee() disputeFeeBearer: Bearer;
  @Seller() sellerOfRecord: Side;
}

import { Choice, Flag, Id, ListEnvelope, MinorUnits, Moment, PageQuery, Shown, Whole } from '@app/kernel';

/** What the invited person shares with another account. */
export const REFERRAL_REFUSALS = ['same_card', 'same_device', 'same_phone'] as const;
export type ReferralRefusal = (typeof REFERRAL_REFUSALS)[number];

export const REFERRAL_STATUSES = ['joined', 'waiting', 'rewarded', 'refused', 'reversed'] as const;
export type ReferralStatus = (typeof REFERRAL_STATUSES)[number];
const STATUS_TEXT =
  'joined: has not paid in enough yet. waiting: has, and the days of waiting run. rewarded: the credit was given. refused: there is none. reversed: the payment did not stay, and what was left of the credit was taken back';

export class SetReferralProgramme {
  @Flag({ description: 'Whether people who come by a link from now on bring rewards' }) isOn: boolean;
  @MinorUnits({ description: 'Promo credit for who invites', max: 100_000, example: 500 }) inviterRewardMinor: number;
  @Whole({ description: 'It ends after so many days; null = never', min: 1, max: 3650, nullable: true, example: 90 })
  inviterRewardDays: number | null;
  @MinorUnits({ description: 'Promo credit for who was invited', max: 100_000, example: 500 })
  invitedRewardMinor: number;
  @Whole({ description: 'It ends after so many days; null = never', min: 1, max: 3650, nullable: true, example: 90 })
  invitedRewardDays: number | null;
  @MinorUnits({ description: 'The payment that earns the rewards is at least this', min: 1, example: 2000 })
  minTopUpMinor: number;
  @Whole({
    description: 'So many rewards at most for who invites; the invited still get theirs. null = no limit',
    min: 1,
    max: 100_000,
    nullable: true,
    example: 20,
  })
  mostPerInviter: number | null;
  @Whole({ description: 'Days from the payment to the credit', min: 0, max: 365, example: 14 }) waitDays: number;
}

export class ReferralProgrammeView extends SetReferralProgramme {
  @Shown('Who pays for the credit', { type: String, enum: ['licensee', 'operator'] }) sponsor: 'licensee' | 'operator';
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
  @Moment({ description: 'Changed last; null = never', nullable: true }) changedAt: string | null;
}

/** What an invitation brings to whom. */
export class ReferralOfferView {
  @Shown('Whether invitations bring anything now', { type: Boolean }) isOn: boolean;
  @Shown('Promo credit for who invites, in minor units', { type: 'integer' }) inviterRewardMinor: number;
  @Shown('Days until it ends; null = never', { type: 'integer', nullable: true }) inviterRewardDays: number | null;
  @Shown('Promo credit for who was invited, in minor units', { type: 'integer' }) invitedRewardMinor: number;
  @Shown('Days until it ends; null = never', { type: 'integer', nullable: true }) invitedRewardDays: number | null;
  @Shown('For a payment of at least this, in minor units', { type: 'integer' }) minTopUpMinor: number;
  @Shown('Days from the payment to the credit', { type: 'integer' }) waitDays: number;
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
}

export class OwnReferralView {
  @Shown('What it brings now', { type: () => ReferralOfferView }) offer: ReferralOfferView;
  @Shown('Your code; null while invitations bring nothing', { type: String, nullable: true }) code: string | null;
  @Shown('Your link; null while invitations bring nothing', { type: String, nullable: true }) link: string | null;
  @Shown('How many rewards you can still get; null = no limit', { type: 'integer', nullable: true })
  rewardsLeft: number | null;
}

/** One invitation. Who it was is theirs to tell. */
export class InvitationView {
  @Id('referral', { description: 'Id' }) id: string;
  @Choice({ description: STATUS_TEXT, of: REFERRAL_STATUSES }) status: ReferralStatus;
  @Shown('Your reward, in minor units; 0 when you had as many as there are', { type: 'integer' }) rewardMinor: number;
  @Shown('What of it was taken back, in minor units', { type: 'integer' }) takenBackMinor: number;
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
  @Moment({ description: 'Joined at' }) joinedAt: string;
  @Moment({ description: 'When the credit is due; null before the payment', nullable: true }) dueAt: string | null;
}

export class InvitationList extends ListEnvelope {
  @Shown('Newest first', { type: () => [InvitationView] }) data: InvitationView[];
}

export class ReferralsQuery extends PageQuery {
  @Choice({ description: 'Only these', of: REFERRAL_STATUSES, optional: true }) status?: ReferralStatus;
}

export class ReferralView {
  @Id('referral', { description: 'Id' }) id: string;
  @Choice({ description: STATUS_TEXT, of: REFERRAL_STATUSES }) status: ReferralStatus;
  @Id('person', { description: 'Who invited' }) inviterId: string;
  @Shown('Name of who invited', { type: String }) inviterName: string;
  @Id('person', { description: 'Who was invited' }) invitedId: string;
  @Shown('Name of who was invited', { type: String }) invitedName: string;
  @Shown('Reward of who invited, in minor units', { type: 'integer' }) inviterRewardMinor: number;
  @Shown('Reward of who was invited, in minor units', { type: 'integer' }) invitedRewardMinor: number;
  @Shown('Who invited had as many rewards as there are, and got none', { type: Boolean }) isCapped: boolean;
  @Shown('Why there is none; null = there is', { type: String, enum: [...REFERRAL_REFUSALS], nullable: true })
  refusal: ReferralRefusal | null;
  @Shown('Why it was taken back; null = it was not', {
    type: String,
    enum: ['refunded', 'dispute_lost'],
    nullable: true,
  })
  reversal: 'refunded' | 'dispute_lost' | null;
  @Shown('Taken back of both rewards, in minor units', { type: 'integer' }) takenBackMinor: number;
  @Shown('Used of both before it could be taken back, in minor units; nobody owes it', { type: 'integer' })
  spentMinor: number;
  @Shown('The invited person signed up from an address that the inviter had used. Many homes share one', {
    type: Boolean,
  })
  sharesAddress: boolean;
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
  @Moment({ description: 'Signed up' }) joinedAt: string;
  @Moment({ description: 'When the credit is due', nullable: true }) dueAt: string | null;
  @Moment({ description: 'When the credit was given', nullable: true }) rewardedAt: string | null;
  @Moment({ description: 'When it was taken back', nullable: true }) reversedAt: string | null;
}

export class ReferralList extends ListEnvelope {
  @Shown('Newest first', { type: () => [ReferralView] }) data: ReferralView[];
}

/** What the programme has cost and brought. */
export class ReferralFiguresView {
  @Shown('People who came by a link', { type: 'integer' }) joined: number;
  @Shown('Of them paid in enough', { type: 'integer' }) paid: number;
  @Shown('Referrals whose rewards were given', { type: 'integer' }) rewarded: number;
  @Shown('Promo credit given, in minor units', { type: 'integer' }) givenMinor: number;
  @Shown('Of it taken back, in minor units', { type: 'integer' }) takenBackMinor: number;
  @Shown('Used before it could be taken back, in minor units', { type: 'integer' }) lostMinor: number;
  @Shown('Waiting to be given, in minor units', { type: 'integer' }) waitingMinor: number;
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
}

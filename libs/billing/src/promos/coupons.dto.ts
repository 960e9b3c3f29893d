import { Choice, Flag, Id, MinorUnits, Moment, Shown, Text, Whole } from '@app/kernel';

const CODE = /^[A-Za-z0-9-]{4,32}$/;

export class RedeemCoupon {
  @Text({ description: 'The code; capitals do not matter', min: 4, max: 32, pattern: CODE, example: 'WELCOME-10' })
  code: string;
}

export class RedemptionView {
  @Shown('Promo credit that you got, in minor units', { type: 'integer' }) amountMinor: number;
  @Shown('ISO 4217 code') currency: string;
  @Shown('When the credit ends; null = never', { type: String, format: 'date-time', nullable: true })
  expiresAt: string | null;
}

/** What a code gives, whoever pays for it. */
export class CouponTerms {
  @Text({ description: 'The code; kept in capitals', min: 4, max: 32, pattern: CODE, example: 'WELCOME-10' })
  code: string;
  @MinorUnits({ description: 'Promo credit for who uses it', min: 1, max: 100_000, example: 1000 })
  amountMinor: number;
  @Moment({ description: 'The code ends then; left out = never', optional: true }) endsAt?: string;
  @Whole({
    description: 'The credit ends so many days after it is given; left out = never',
    min: 1,
    max: 3650,
    optional: true,
    example: 90,
  })
  creditDays?: number;
  @Whole({ description: 'Times per person', min: 1, max: 100, optional: true }) perUser: number = 1;
  @Whole({ description: 'Times in all; left out = no limit', min: 1, max: 1_000_000, optional: true }) total?: number;
  @Flag({ description: 'Only for who has made a first top-up and no second one', optional: true })
  firstTopUpOnly: boolean = false;
}

export class CreateCoupon extends CouponTerms {
  @Id('advisor', {
    description:
      'An advisor who pays for what of the credit is spent with them, from their share; nobody can use the code before they agree. Left out = the licensee pays',
    optional: true,
  })
  sponsorAdvisorId?: string;
}

export const PROMO_SPONSORS = ['licensee', 'operator', 'advisor'] as const;

/** The advisor of a code and what they said. Before they agree nobody can use it; what they refuse nobody uses any more. */
export class CouponSponsorView {
  @Id('advisor', { description: 'The advisor' }) id: string;
  @Shown('Their name', { type: String }) name: string;
  @Moment({ description: 'When they agreed', nullable: true }) agreedAt: string | null;
  @Moment({ description: 'When they declined, or took their word back', nullable: true }) declinedAt: string | null;
}

export class CouponView {
  @Shown('Id') id: string;
  @Shown('The code') code: string;
  @Shown('Promo credit, in minor units', { type: 'integer' }) amountMinor: number;
  @Shown('ISO 4217 code') currency: string;
  @Choice({ description: 'Who pays for it', of: PROMO_SPONSORS }) sponsor: (typeof PROMO_SPONSORS)[number];
  @Shown('The advisor who pays for what of it is spent with them', { type: CouponSponsorView, nullable: true })
  sponsorAdvisor: CouponSponsorView | null;
  @Shown('When the code ends; null = never', { type: String, format: 'date-time', nullable: true }) endsAt:
    string | null;
  @Shown('Days until the credit ends; null = never', { type: 'integer', nullable: true }) creditDays: number | null;
  @Shown('Times per person', { type: 'integer' }) perUser: number;
  @Shown('Times in all; null = no limit', { type: 'integer', nullable: true }) total: number | null;
  @Shown('Only for who has made a first top-up and no second one') firstTopUpOnly: boolean;
  @Shown('How often it was used', { type: 'integer' }) redeemed: number;
  @Shown('When it was stopped', { type: String, format: 'date-time', nullable: true }) stoppedAt: string | null;
  @Shown('When it was made', { format: 'date-time' }) createdAt: string;
}

export class CouponList {
  @Shown('Always list') object: 'list';
  @Shown('Codes, newest first', { type: [CouponView] }) data: CouponView[];
  @Shown('Whether there is a next page') has_more: boolean;
  @Shown('Cursor of the next page', { type: String, nullable: true }) next_cursor: string | null;
}

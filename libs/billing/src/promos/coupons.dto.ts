import { Flag, MinorUnits, Moment, Shown, Text, Whole } from '@app/kernel';

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

export class CreateCoupon {
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

export class CouponView {
  @Shown('Id') id: string;
  @Shown('The code') code: string;
  @Shown('Promo credit, in minor units', { type: 'integer' }) amountMinor: number;
  @Shown('ISO 4217 code') currency: string;
  @Shown('Who pays for it: licensee or operator') sponsor: string;
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

import { Choice, Flag, Id, MinorUnits, Shown } from '@app/kernel';
import { TopUpView } from '../top-ups/top-ups.dto.js';
import { WalletRefundView } from '../wallet-refunds/wallet-refunds.dto.js';
import { TEST_CARD_NAMES, type TestCard } from './simulated-payments.js';

export const OUTCOMES = ['succeeded', 'expired'] as const;

const LIVEMODE = 'Always false: nobody paid anything';

export class CreateTestTopUp {
  @Id('person', { description: 'Whose wallet' }) userId: string;
  @MinorUnits({ description: 'Amount', min: 1, max: 10_000_000, example: 2500 }) amountMinor: number;
  @Choice({
    description:
      'How they pay. success: it is credited; declined, insufficient_funds: it has failed; three_d_secure: it stays open until it is finished',
    of: TEST_CARD_NAMES,
    example: 'success',
  })
  card: TestCard;
  @Flag({ description: 'Keep the card for later top-ups (success only)', optional: true }) saveCard?: boolean;
}

export class FinishTestTopUp {
  @Choice({
    description: 'What the payer does: prove who they are, or leave the page until its time is over',
    of: OUTCOMES,
    example: 'succeeded',
  })
  outcome: (typeof OUTCOMES)[number];
}

export class TestTopUpView extends TopUpView {
  @Shown(LIVEMODE, { type: Boolean, enum: [false] }) livemode: false;
}

export class CreateTestRefund {
  @Id('person', { description: 'Whose wallet' }) userId: string;
  @MinorUnits({ description: 'Amount; all that can go back when left out', min: 1, optional: true, example: 1000 })
  amountMinor?: number;
}

export class TestRefundView extends WalletRefundView {
  @Shown(LIVEMODE, { type: Boolean, enum: [false] }) livemode: false;
}

import { Choice, Id, MinorUnits, Shown } from '@app/kernel';
import { DisputeDetails } from '../disputes/disputes.dto.js';

const REASONS = [
  'fraudulent',
  'product_not_received',
  'product_unacceptable',
  'credit_not_processed',
  'duplicate',
  'unrecognized',
  'general',
] as const;
const VERDICTS = ['won', 'lost'] as const;

export class CreateTestDispute {
  @Id('topUp', { description: 'The payment, which is credited' }) topUpId: string;
  @MinorUnits({
    description: 'How much of it; all that is not in an earlier dispute when left out',
    min: 1,
    optional: true,
    example: 1000,
  })
  amountMinor?: number;
  @Choice({
    description: 'What the payer says to the bank; fraudulent when left out',
    of: REASONS,
    optional: true,
    example: 'product_not_received',
  })
  reason?: (typeof REASONS)[number];
}

export class DecideTestDispute {
  @Choice({
    description: 'How the bank decides. A dispute that is lost may still be won: that is an appeal',
    of: VERDICTS,
    example: 'won',
  })
  outcome: (typeof VERDICTS)[number];
}

export class TestDisputeView extends DisputeDetails {
  @Shown('Always false: no bank asks for anything', { type: Boolean, enum: [false] }) livemode: false;
}

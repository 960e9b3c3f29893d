import { Problem, toJsonMinor } from '@app/kernel';

export class NothingToRefund extends Problem {
  static override readonly type = 'refund-above-refundable';
  static override readonly title = 'So much cannot be paid back';
  static override readonly status = 409;
  constructor(refundableMinor: bigint) {
    super(
      `${refundableMinor} minor units can be paid back to the cards that they came from. Promo credit, reserved and disputed money cannot.`,
      { refundableMinor: toJsonMinor(refundableMinor) },
    );
  }
}

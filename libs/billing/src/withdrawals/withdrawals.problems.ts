import { Problem, publicId, toJsonMinor } from '@app/kernel';

export class NoOpenPayment extends Problem {
  static override readonly type = 'no-open-payment';
  static override readonly title = 'A payment cannot be withdrawn from';
  static override readonly status = 409;
  constructor(topUpId: string) {
    const id = publicId('topUp', topUpId);
    super(`${id} is not credited, is disputed, or its time to withdraw is over.`, { topUpId: id });
  }
}

export class NothingToWithdraw extends Problem {
  static override readonly type = 'nothing-to-withdraw';
  static override readonly title = 'Nothing is left of these payments';
  static override readonly status = 409;
  constructor() {
    super(
      'All of these payments was spent or is on its way back. Say in `words` what else you withdraw from, and staff look at it.',
    );
  }
}

export class WithdrawalCaseClosed extends Problem {
  static override readonly type = 'withdrawal-case-closed';
  static override readonly title = 'This was decided already';
  static override readonly status = 409;
  constructor() {
    super('A case of a withdrawal is decided once.');
  }
}

export class WithdrawalWithoutAccount extends Problem {
  static override readonly type = 'withdrawal-without-account';
  static override readonly title = 'Nobody was signed in';
  static override readonly status = 409;
  constructor() {
    super(
      'The withdrawal came by the form, which proves no account. Give the money back at the person whose it is, then decide `refunded`.',
    );
  }
}

/** What staff say was paid is not in the wallet any more: a call, a booking or a refund has it. */
export class PaidAboveWallet extends Problem {
  static override readonly type = 'paid-above-wallet';
  static override readonly title = 'The wallet has less than that';
  static override readonly status = 409;
  constructor(freeMinor: bigint) {
    super(
      `${freeMinor} minor units are free in the wallet, so no more can leave it. Where the money has left the wallet before, say \`amountMinor\` 0.`,
      { freeMinor: toJsonMinor(freeMinor) },
    );
  }
}

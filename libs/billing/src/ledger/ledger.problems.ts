import { Problem, driverError } from '@app/kernel';

export class InsufficientFunds extends Problem {
  static override readonly type = 'insufficient-funds';
  static override readonly title = 'The balance does not cover this';
  static override readonly status = 402;
}

export class WalletFrozen extends Problem {
  static override readonly type = 'wallet-frozen';
  static override readonly title = 'The wallet is frozen';
  static override readonly status = 403;
}

export class PostingKeyReused extends Problem {
  static override readonly type = 'posting-key-reused';
  static override readonly title = 'The same operation came with other content';
  static override readonly status = 409;
}

/** What the ledger's functions raise, by SQLSTATE. Everything else is a programmer's error and stays one. */
export function ledgerProblem(error: unknown): unknown {
  const { code } = driverError(error);
  const detail = (driverError(error) as { detail?: string }).detail;
  switch (code) {
    case 'LG001':
      return new InsufficientFunds(
        detail !== undefined && /^-?\d+$/.test(detail)
          ? `Only ${detail} minor units are available.`
          : 'There is not enough money on the account.',
        detail !== undefined && /^-?\d+$/.test(detail) ? { availableMinor: Number.parseInt(detail, 10) } : {},
      );
    case 'LG005':
      return new PostingKeyReused('The key of this posting was used with other content.');
    case 'LG008':
      return new WalletFrozen(`The wallet is frozen: ${detail ?? 'no reason given'}.`);
    default:
      return error;
  }
}

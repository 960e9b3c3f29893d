import { Problem, toJsonMinor } from '@app/kernel';

/** A bank asks back only what was paid, and only once. */
export class TopUpNotDisputable extends Problem {
  static override readonly type = 'top-up-not-disputable';
  static override readonly title = 'So much of this top-up cannot be disputed';
  static override readonly status = 409;
  constructor(topUpStatus: string, leftMinor: bigint) {
    super(
      topUpStatus === 'credited'
        ? `${leftMinor} minor units of it are in no dispute yet.`
        : `It is ${topUpStatus}. Only one that is credited can be disputed.`,
      { topUpStatus, leftMinor: toJsonMinor(leftMinor) },
    );
  }
}

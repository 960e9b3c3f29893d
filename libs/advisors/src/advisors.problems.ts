import { Problem, mapViolations, toJsonMinor } from '@app/kernel';
import type { AdvisorStatus } from './advisor.entity.js';

export class AdvisorNotActive extends Problem {
  static override readonly type = 'advisor-not-active';
  static override readonly title = 'The advisor may not take calls';
  static override readonly status = 409;
  constructor() {
    super('The licensee has not opened this profile, or has closed it.');
  }
}

export class AlreadyAdvisor extends Problem {
  static override readonly type = 'already-advisor';
  static override readonly title = 'The person is an advisor already';
  static override readonly status = 409;
  constructor() {
    super('A person has one advisor profile.');
  }
}

/** The licensee limits what an advisor may ask per minute. */
export class RateOutsideLimits extends Problem {
  static override readonly type = 'rate-outside-limits';
  static override readonly title = 'The rate is outside the limits of the licensee';
  static override readonly status = 409;
  constructor(minMinor: bigint | null, maxMinor: bigint | null) {
    const least = minMinor === null ? '' : ` at least ${minMinor}`;
    const greatest = maxMinor === null ? '' : ` at most ${maxMinor}`;
    super(`A rate must be${least}${least && greatest && ' and'}${greatest}, in minor units per minute.`, {
      minMinor: minMinor === null ? null : toJsonMinor(minMinor),
      maxMinor: maxMinor === null ? null : toJsonMinor(maxMinor),
    });
  }
}

/** pending -> active, active -> suspended, suspended -> active: nothing else. */
export class AdvisorMoveRefused extends Problem {
  static override readonly type = 'advisor-move-refused';
  static override readonly title = 'The profile is not in the state for that';
  static override readonly status = 409;
  constructor(action: string, status: AdvisorStatus) {
    super(`A profile that is ${status} cannot be ${action}.`, { advisorStatus: status });
  }
}

/** Shares are parts of one price. */
export class ShareTooHigh extends Problem {
  static override readonly type = 'share-too-high';
  static override readonly title = 'The shares are more than the whole price';
  static override readonly status = 409;
  constructor(shareBp: number, operatorShareBp: number) {
    super(
      `The advisor's share of ${shareBp} and the operator's of ${operatorShareBp} basis points are more than 10000 together.`,
      { shareBp, operatorShareBp, maxShareBp: 10_000 - operatorShareBp },
    );
  }
}

export class PhotoRefused extends Problem {
  static override readonly type = 'photo-refused';
  static override readonly title = 'The picture cannot be used';
  static override readonly status = 422;
  constructor() {
    super('Send one whole PNG, JPEG or WebP picture of at most 40 million pixels.');
  }
}

export class TooManyExceptions extends Problem {
  static override readonly type = 'too-many-exceptions';
  static override readonly title = 'The schedule is full';
  static override readonly status = 409;
  constructor() {
    super('Remove some of the dates to come that differ from the week, then try again.');
  }
}

mapViolations({ advisor_person: () => new AlreadyAdvisor() });

import { Problem, mapViolations, toJsonMinor } from '@app/kernel';

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

mapViolations({ advisor_person: () => new AlreadyAdvisor() });

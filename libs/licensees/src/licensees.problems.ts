import { Problem, mapViolations } from '@app/kernel';
import type { Switch } from './licensee-switches.entity.js';

/** No new calls and top-ups while a licensee is suspended; what runs is finished, and money can still go out. */
export class LicenseeSuspended extends Problem {
  static override readonly type = 'licensee-suspended';
  static override readonly title = 'This service is paused';
  static override readonly status = 403;
  constructor() {
    super('New calls and top-ups are not possible at the moment.');
  }
}

/** What a licence that is past due begins no more of: what people pay in for a service that may end, and advisors who build on it [M4]. */
type HeldByDebt = 'topUps' | 'advisors';

/** An invoice of the licence is behind; `refused` names what waits until it is paid. Calls and what is in wallets go on. */
export class LicencePastDue extends Problem {
  static override readonly type = 'licence-past-due';
  static override readonly title = 'This waits until an invoice is settled';
  static override readonly status = 403;
  constructor(what: HeldByDebt) {
    super(
      what === 'topUps'
        ? 'No new money is taken here at the moment. What is in your wallet can be spent or paid back.'
        : 'An invoice of the licence is not paid. Pay it, then new advisors can be added.',
      { refused: what },
    );
  }
}

/** The licence allows no more requests in this minute. */
export class ApiLimitReached extends Problem {
  static override readonly type = 'api-limit-reached';
  static override readonly title = 'The requests of this minute are used up';
  static override readonly status = 429;
  constructor(value: number, retryAfterSeconds: number) {
    super(
      `maxApiPerMinute is ${value}. Try again in ${retryAfterSeconds} s.`,
      { limit: 'maxApiPerMinute', value, retryAfterSeconds },
      { 'retry-after': String(retryAfterSeconds) },
    );
  }
}

/** The licensee has not gone live. */
export class NotOpenYet extends Problem {
  static override readonly type = 'not-open-yet';
  static override readonly title = 'This service is not open yet';
  static override readonly status = 403;
  constructor() {
    super('It opens once everything is set up.');
  }
}

/** Items of the checklist are not done; `missing` names them. */
export class ChecklistNotDone extends Problem {
  static override readonly type = 'checklist-not-done';
  static override readonly title = 'Something is missing before this can open';
  static override readonly status = 409;
  constructor(missing: readonly string[]) {
    super(`Not done yet: ${missing.join(', ')}.`, { missing });
  }
}

/** The shares of the operator and of an advisor would be more than the price. */
export class SharesTooHigh extends Problem {
  static override readonly type = 'shares-too-high';
  static override readonly title = 'The shares would be more than the price';
  static override readonly status = 409;
  constructor(operatorShareBp: number, advisorShareBp: number) {
    super(
      `The operator's ${operatorShareBp} and an advisor's ${advisorShareBp} basis points are more than 10000 together.`,
      { operatorShareBp, advisorShareBp },
    );
  }
}

/** More is in use than the new limit allows. */
export class LimitBelowUse extends Problem {
  static override readonly type = 'limit-below-use';
  static override readonly title = 'More is in use than this limit allows';
  static override readonly status = 409;
  constructor(limit: string, value: number, used: number) {
    super(`${limit} would be ${value}, and ${used} are in use.`, { limit, value, used });
  }
}

const OFF: Readonly<Record<Switch, string>> = {
  calls: 'New calls are',
  topUps: 'New top-ups are',
  signUps: 'New accounts are',
  signIns: 'Signing in is',
};

/** The operator has switched this off here (features.md M6); `switch` names what. */
export class SwitchedOff extends Problem {
  static override readonly type = 'switched-off';
  static override readonly title = 'This is switched off at the moment';
  static override readonly status = 403;
  constructor(what: Switch) {
    super(`${OFF[what]} not possible at the moment. Try again later.`, { switch: what });
  }
}

/** The operator allows the licensee no more of this. */
export class LimitReached extends Problem {
  static override readonly type = 'limit-reached';
  static override readonly title = 'The limit of this service is reached';
  static override readonly status = 403;
  constructor(limit: string, value: number) {
    super(`${limit} is ${value}.`, { limit, value });
  }
}

export class HostTaken extends Problem {
  static override readonly type = 'host-taken';
  static override readonly title = 'The host is in use';
  static override readonly status = 409;
  constructor() {
    super('Choose another host name.');
  }
}

export class SlugTaken extends Problem {
  static override readonly type = 'slug-taken';
  static override readonly title = 'The short address is in use';
  static override readonly status = 409;
  constructor() {
    super('Choose another short address.');
  }
}

mapViolations({
  licensee_domain_host: () => new HostTaken(),
  licensee_domain_pkey: () => new HostTaken(),
  licensee_slug_key: () => new SlugTaken(),
});

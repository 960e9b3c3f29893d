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

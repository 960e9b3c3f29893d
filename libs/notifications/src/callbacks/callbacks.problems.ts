import { Problem } from '@app/kernel';

/** Source: features.md F9. */
export class TooManyWaiting extends Problem {
  static override readonly type = 'too-many-waiting';
  static override readonly title = 'You wait for too many advisors';
  static override readonly status = 409;
  constructor(most: number) {
    super(`At the most ${most} at a time: take one back first.`, { most });
  }
}

/** The advisor can be called now, so there is nothing to wait for. */
export class AdvisorIsOnline extends Problem {
  static override readonly type = 'advisor-is-online';
  static override readonly title = 'The advisor can be called now';
  static override readonly status = 409;
  constructor() {
    super('Call at once.');
  }
}

/** Who says "I have time" sends the person to a page on which the advisor cannot be called. */
export class NotOnline extends Problem {
  static override readonly type = 'not-online';
  static override readonly title = 'You cannot be called now';
  static override readonly status = 409;
  constructor() {
    super('Go online, or end your call, before you say that you have time.');
  }
}

export class CallbackClosed extends Problem {
  static override readonly type = 'callback-closed';
  static override readonly title = 'The request was answered, taken back, or is too old';
  static override readonly status = 409;
  constructor() {
    super('Read the list again.');
  }
}

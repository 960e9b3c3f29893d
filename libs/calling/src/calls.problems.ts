import { Problem, mapViolations, toJsonMinor } from '@app/kernel';
import type { Terms } from './pricing.js';

export class AdvisorBusy extends Problem {
  static override readonly type = 'advisor-busy';
  static override readonly title = 'The advisor is in another call';
  static override readonly status = 409;
  constructor() {
    super('Try again in a while, or choose another advisor.');
  }
}

export class AdvisorUnavailable extends Problem {
  static override readonly type = 'advisor-unavailable';
  static override readonly title = 'The advisor does not take calls now';
  static override readonly status = 409;
  constructor(detail = 'The advisor is offline or does not offer this kind of call.') {
    super(detail);
  }
}

export class AlreadyInCall extends Problem {
  static override readonly type = 'already-in-call';
  static override readonly title = 'You are in a call already';
  static override readonly status = 409;
  constructor() {
    super('End your running call first.');
  }
}

export class IllegalTransition extends Problem {
  static override readonly type = 'illegal-transition';
  static override readonly title = 'The call is past that point';
  static override readonly status = 409;
  constructor(action: string, status: string) {
    super(`A call that is ${status} cannot be ${action}.`, { callStatus: status });
  }
}

export class AnsweredElsewhere extends Problem {
  static override readonly type = 'answered-elsewhere';
  static override readonly title = 'Another device took the call';
  static override readonly status = 409;
  constructor() {
    super('The first accept wins.');
  }
}

export class MediaServerUnavailable extends Problem {
  static override readonly type = 'media-unavailable';
  static override readonly title = 'The media server does not answer';
  static override readonly status = 503;
  constructor() {
    super('Nothing is billed while nobody is connected. Try again in a moment.', {}, { 'retry-after': '2' });
  }
}

export class InvalidMediaSignature extends Problem {
  static override readonly type = 'invalid-media-signature';
  static override readonly title = 'The signature is not valid';
  static override readonly status = 401;
  constructor() {
    super('The event was not signed with a key of this installation.');
  }
}

/** The caller agreed to another price than the one in force. */
export class PriceChanged extends Problem {
  static override readonly type = 'price-changed';
  static override readonly title = 'The price has changed';
  static override readonly status = 409;
  constructor({ ratePerMinuteMinor, session, freeSeconds, currency, taxRateBp, taxOnTop }: Terms) {
    const price = session
      ? `A session of ${session.minutes} minutes now costs ${session.priceMinor} minor units.`
      : `A minute now costs ${ratePerMinuteMinor} minor units, the first ${freeSeconds} seconds are free.`;
    const tax = taxOnTop ? ` Tax of ${taxRateBp} basis points comes on top.` : '';
    super(`${price}${tax} Ask the caller again.`, {
      ratePerMinuteMinor: toJsonMinor(ratePerMinuteMinor),
      sessionPriceMinor: session ? toJsonMinor(session.priceMinor) : null,
      freeSeconds,
      taxRateBp,
      currency,
    });
  }
}

export class SessionNotOffered extends Problem {
  static override readonly type = 'session-not-offered';
  static override readonly title = 'The advisor offers no session of this length';
  static override readonly status = 409;
  constructor(minutes: readonly number[]) {
    super(
      minutes.length === 0
        ? 'The advisor is called per minute.'
        : `Sessions of ${minutes.join(', ')} minutes are offered.`,
      { minutes },
    );
  }
}

export class ReceiptNotReady extends Problem {
  static override readonly type = 'receipt-not-ready';
  static override readonly title = 'There is no receipt yet';
  static override readonly status = 409;
  constructor() {
    super('A receipt is issued when a connected call is settled.');
  }
}

export class RefundAboveRemainder extends Problem {
  static override readonly type = 'refund-above-remainder';
  static override readonly title = 'More than is left of the price';
  static override readonly status = 409;
}

mapViolations({
  call_one_live_per_advisor: () => new AdvisorBusy(),
  call_one_live_per_caller: () => new AlreadyInCall(),
});

/** One answer for a link that is unknown, used, too old or another licensee's. */
export class JoinLinkInvalid extends Problem {
  static override readonly type = 'join-link-invalid';
  static override readonly title = 'The link does not work any more';
  static override readonly status = 401;
  constructor() {
    super(
      'It is unknown, was used, is too old, or its call is over. Ask for a new one.',
      {},
      { 'www-authenticate': 'Bearer' },
    );
  }
}

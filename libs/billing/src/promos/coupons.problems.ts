import { Problem } from '@app/kernel';

export class CouponUnknown extends Problem {
  static override readonly type = 'coupon-unknown';
  static override readonly title = 'There is no such code';
  static override readonly status = 404;
  constructor() {
    super('Look whether it is typed as it was given to you.');
  }
}

export class CouponExpired extends Problem {
  static override readonly type = 'coupon-expired';
  static override readonly title = 'The code has ended';
  static override readonly status = 409;
  constructor() {
    super('It was valid until an earlier day, or was stopped.');
  }
}

export class CouponUsedUp extends Problem {
  static override readonly type = 'coupon-used-up';
  static override readonly title = 'The code has been used as often as it can be';
  static override readonly status = 409;
  constructor() {
    super('Others were quicker.');
  }
}

export class CouponUsedAlready extends Problem {
  static override readonly type = 'coupon-used-already';
  static override readonly title = 'You have used the code already';
  static override readonly status = 409;
  constructor(perUser: number) {
    super(`A person can use it ${perUser} times.`, { perUser });
  }
}

export class CouponNeedsFirstTopUp extends Problem {
  static override readonly type = 'coupon-needs-first-top-up';
  static override readonly title = 'The code belongs to a first top-up';
  static override readonly status = 409;
  constructor() {
    super('It can be used after the first top-up and before the second.');
  }
}

export class NotNewCustomer extends Problem {
  static override readonly type = 'not-new-customer';
  static override readonly title = 'The offer is for new customers';
  static override readonly status = 409;
  constructor() {
    super('Another account here has the same card, device or phone.');
  }
}

export class CouponExists extends Problem {
  static override readonly type = 'coupon-exists';
  static override readonly title = 'There is such a code already';
  static override readonly status = 409;
  constructor() {
    super('Also a code that was stopped keeps its name.');
  }
}

export class CouponSponsorNotActive extends Problem {
  static override readonly type = 'coupon-sponsor-not-active';
  static override readonly title = 'The advisor takes no calls';
  static override readonly status = 409;
  constructor() {
    super('The advisor who is to pay for the code must be one whom people can call: nothing could be spent with them.');
  }
}

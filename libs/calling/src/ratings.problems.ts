import { Problem, mapViolations } from '@app/kernel';
import type { RatingRefusal } from './ratings.dto.js';

const WHY = {
  not_paid: 'Only a call that has ended and was billed can be rated.',
  too_short: 'The call was too short to be rated.',
  refunded: 'The price of the call was given back.',
} as const;

export class NotRateable extends Problem {
  static override readonly type = 'not-rateable';
  static override readonly title = 'The call cannot be rated';
  static override readonly status = 409;
  constructor(refusal: Extract<RatingRefusal, keyof typeof WHY>, minMinutes: number) {
    super(WHY[refusal], { refusal, minMinutes });
  }
}

export class RatingFinal extends Problem {
  static override readonly type = 'rating-final';
  static override readonly title = 'The time for this rating is over';
  static override readonly status = 409;
  constructor(days: number) {
    super(`A call is rated, and its rating changed or withdrawn, for ${days} days.`, { windowDays: days });
  }
}

export class RatingGone extends Problem {
  static override readonly type = 'rating-gone';
  static override readonly title = 'The rating was removed';
  static override readonly status = 409;
  constructor() {
    super('It was removed for breaking a rule, and stays removed.');
  }
}

export class ReplyGone extends Problem {
  static override readonly type = 'reply-gone';
  static override readonly title = 'The reply was removed';
  static override readonly status = 409;
  constructor() {
    super('It was removed for breaking a rule, and there is no other one.');
  }
}

export class RatedToday extends Problem {
  static override readonly type = 'rated-today';
  static override readonly title = 'You have rated this advisor today';
  static override readonly status = 409;
  constructor() {
    super('One rating a day for each advisor: change the one of today, or rate this call tomorrow.');
  }
}

mapViolations({ rating_once_a_day: () => new RatedToday() });

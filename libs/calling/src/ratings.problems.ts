import { Problem } from '@app/kernel';

export class NotRateable extends Problem {
  static override readonly type = 'not-rateable';
  static override readonly title = 'The call cannot be rated';
  static override readonly status = 409;
  constructor() {
    super('Only a call that has ended and was billed can be rated.');
  }
}

export class RatingFinal extends Problem {
  static override readonly type = 'rating-final';
  static override readonly title = 'The rating can no longer be changed';
  static override readonly status = 409;
  constructor(days: number) {
    super(`A rating can be changed for ${days} days.`);
  }
}

import { Problem } from '@app/kernel';

export class NotTippable extends Problem {
  static override readonly type = 'not-tippable';
  static override readonly title = 'There can be no tip for this call';
  static override readonly status = 409;
  constructor() {
    super('A tip is for a call that you paid for, within seven days of its settlement.');
  }
}

export class TooManyTips extends Problem {
  static override readonly type = 'too-many-tips';
  static override readonly title = 'No more tips for this call';
  static override readonly status = 409;
  constructor(most: number) {
    super(`A call can have ${most} tips.`, { most });
  }
}

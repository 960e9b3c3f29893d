import { Problem } from '@app/kernel';

export class MandateMissing extends Problem {
  static override readonly type = 'mandate-missing';
  static override readonly title = 'Charging a card by itself needs your agreement';
  static override readonly status = 409;
  constructor() {
    super('Set agreed to true after the person has read what will be charged, and when.');
  }
}

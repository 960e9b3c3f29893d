import { Problem, mapViolations } from '@app/kernel';

export class ChangePlanned extends Problem {
  static override readonly type = 'change-planned';
  static override readonly title = 'A change is planned already';
  static override readonly status = 409;
  constructor() {
    super('One change can be planned at a time. Cancel it first.');
  }
}

export class PricingChanged extends Problem {
  static override readonly type = 'pricing-changed';
  static override readonly title = 'Somebody else changed the pricing rules';
  static override readonly status = 409;
  constructor() {
    super('Look at the rules again and repeat what is still needed.');
  }
}

mapViolations({ terms_change_pending: () => new ChangePlanned() });

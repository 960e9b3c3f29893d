import { Problem } from '@app/kernel';

export class TopUpOutOfRange extends Problem {
  static override readonly type = 'top-up-out-of-range';
  static override readonly title = 'This amount cannot be topped up';
  static override readonly status = 409;
}

export class WrongCurrency extends Problem {
  static override readonly type = 'wrong-currency';
  static override readonly title = 'This licensee uses another currency';
  static override readonly status = 409;
}

export class NoSavedCard extends Problem {
  static override readonly type = 'no-saved-card';
  static override readonly title = 'There is no such saved card';
  static override readonly status = 409;
  constructor() {
    super('Name one of your saved cards, or pay on the hosted page and save the card there.');
  }
}

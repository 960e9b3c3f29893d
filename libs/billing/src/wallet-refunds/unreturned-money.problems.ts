import { Problem } from '@app/kernel';
import type { MoneyHolder } from './unreturned-money.dto.js';

/** Money is marked as paid by who has it; `payableBy` names the side. */
export class MoneyKeptElsewhere extends Problem {
  static override readonly type = 'money-kept-elsewhere';
  static override readonly title = 'Somebody else has this money';
  static override readonly status = 409;
  constructor(payableBy: MoneyHolder) {
    super(`The ${payableBy} has the money of these end users, so only the ${payableBy} can pay it.`, { payableBy });
  }
}

/** Nothing is free in this wallet: it is empty, held by a call or a booking, or on its way to a card. */
export class NothingUnreturned extends Problem {
  static override readonly type = 'nothing-unreturned';
  static override readonly title = 'There is nothing to pay back here';
  static override readonly status = 409;
  constructor() {
    super('The wallet is empty, or a call, a booking or a refund still has its money.');
  }
}

/** What the licensee gave as a budget it takes back as one. */
export class BudgetGoesBack extends Problem {
  static override readonly type = 'budget-goes-back';
  static override readonly title = 'This is a budget, not money that was paid in here';
  static override readonly status = 409;
  constructor() {
    super('Take the budget back (`budgets.take`); the money is yours already.');
  }
}

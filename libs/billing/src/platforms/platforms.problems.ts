import { Problem, mapViolations } from '@app/kernel';

/** What is wrong with a key of Stripe, so that the page can say what to do. */
const DETAILS = {
  wrong_key: 'Stripe does not know this key. It begins with sk_ or rk_ and is shown once in the dashboard of Stripe.',
  wrong_mode: 'The key is of the other mode: a live site needs a live key, a test site a test key.',
  lacks_permission:
    'The restricted key may not do all that is needed. Give it the permissions that are named, with "write".',
  other_country: 'The account at Stripe is in another country than this site.',
  other_currency: 'The account at Stripe settles in another currency than this site.',
  other_account:
    'The key is of another account at Stripe than the one that is connected, and payments or payees are there.',
  account_taken: 'Another site, or the operator, takes its payments at this account of Stripe.',
} as const;
type KeyFault = keyof typeof DETAILS;

export class StripeKeyUnfit extends Problem {
  static override readonly type = 'stripe-key-unfit';
  static override readonly title = 'This key of Stripe cannot be used';
  static override readonly status = 409;
  constructor(fault: KeyFault, about: { permissions?: readonly string[]; expected?: string; found?: string } = {}) {
    super(DETAILS[fault], { fault, ...about });
  }
}

export class OwnPlatformNotAgreed extends Problem {
  static override readonly type = 'own-platform-not-agreed';
  static override readonly title = 'Payments go to the account of the operator';
  static override readonly status = 409;
  constructor() {
    super('Your licence says so. The operator can change it before the first payment.');
  }
}

/** What stands in the way of another topology. */
export const TOPOLOGY_BLOCKERS = [
  'payments',
  'money_of_callers',
  'money_of_advisors',
  'money_at_stripe',
  'budgets',
  'operator_share',
  'bearers',
] as const;
export type TopologyBlocker = (typeof TOPOLOGY_BLOCKERS)[number];

const BLOCKER_WORDS: Readonly<Record<TopologyBlocker, string>> = {
  payments: 'there are payments of callers, made or under way',
  money_of_callers: 'callers have money in their wallets',
  money_of_advisors: 'advisors have earned money that is not paid out',
  money_at_stripe: 'money of this site lies at the account of today',
  budgets: 'users were given budgets from money that the licensee keeps',
  operator_share: "the operator's share of calls is on no invoice yet",
  bearers:
    'the licence says that the operator bears a cost or sells the calls, which it can only where the money is its own',
};

export class TopologyFixed extends Problem {
  static override readonly type = 'topology-fixed';
  static override readonly title = 'Where payments go cannot change now';
  static override readonly status = 409;
  constructor(blockers: readonly TopologyBlocker[]) {
    super(`In the way: ${blockers.map((one) => BLOCKER_WORDS[one]).join('; ')}.`, { blockers });
  }
}

export class BudgetsNotAgreed extends Problem {
  static override readonly type = 'budgets-not-agreed';
  static override readonly title = 'The money of users is kept here';
  static override readonly status = 409;
  constructor() {
    super('Budgets are for licensees that keep the money of their users themselves. Your licence says otherwise.');
  }
}

export class OperatorOutsideFlow extends Problem {
  static override readonly type = 'operator-outside-flow';
  static override readonly title = 'The operator has no money of this licensee';
  static override readonly status = 409;
  constructor() {
    super('Payments go to the licensee itself: the operator can bear no cost of them and sell no calls.');
  }
}

mapViolations({ stripe_platform_account: () => new StripeKeyUnfit('account_taken') });

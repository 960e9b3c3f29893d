import type { ProblemTexts } from './problem-text.js';

/** Of wallets, payments, payouts and the books. */
export const BILLING: ProblemTexts = {
  'account-closed': {
    means: 'The end user has closed their account. What is given to them would end, or have to go back, at once.',
    remedy: 'Nothing: whoever opens another account is another user.',
    detail: 'This end user has closed their account, so nothing can be given to them.',
  },
  'above-debt': {
    means: 'More was to be written off than the advisor still owes.',
    remedy:
      'Write off `dueMinor` or less. Read the list of debts again: part of it may have been taken from earnings meanwhile.',
    detail: 'At most 1200 minor units are still owed; no more can be written off.',
    members: { dueMinor: ['What is still owed, in minor units', 1200] },
  },
  'above-safeguardable': {
    means:
      'More was to be moved to or from the safeguarding account than is possible: out goes only what callers have not spent and what is available at Stripe; back comes only what is there.',
    remedy: 'Move `mostMinor` or less.',
    detail: 'At most 50000 minor units of EUR can come back: no more is at the safeguarding account.',
    members: { mostMinor: ['The most that can be moved, in minor units', 50000], currency: ['ISO 4217', 'EUR'] },
  },
  'above-surplus': {
    means:
      'The operator wanted more from Stripe than is its own: the rest is owed to callers, advisors, licensees and tax, or is not available yet.',
    remedy: 'Take `surplusMinor` or less, or wait for the day on which more is available.',
    detail:
      'At most 8000 minor units of EUR can leave Stripe: the rest is owed to callers, advisors, licensees and tax, or is not available yet.',
    members: { surplusMinor: ['What is the operator’s own, in minor units', 8000], currency: ['ISO 4217', 'EUR'] },
  },
  'budget-goes-back': {
    means: 'The wallet holds a budget that the licensee gave: nobody paid it in, so there is nobody to pay back.',
    remedy: 'Take the budget back (operation `budgets.take`) instead of paying it out.',
    detail: 'Take the budget back (`budgets.take`); the money is yours already.',
  },
  'budgets-not-agreed': {
    means:
      'Budgets are for licensees that keep the money of their users themselves; this one’s licence says otherwise.',
    remedy: 'Let users top up in the wallet of the site. The operator can agree on a wallet of your own.',
    detail: 'Budgets are for licensees that keep the money of their users themselves. Your licence says otherwise.',
  },
  'cooling-off': {
    means: 'The user asked for a break: no calls and no top-ups until `until`. A break cannot be shortened by anybody.',
    remedy: 'Show until when it lasts, and do not ask again before.',
    detail: 'You asked for no calls and no top-ups until then.',
    members: { until: ['End of the break', '2026-12-01T09:00:00.000Z'] },
  },
  'country-not-paid': {
    means: 'Nobody in this country can be paid out by the payment provider.',
    remedy:
      'Open the account in the country where the payee is established, when that is another one. Otherwise they cannot be paid here.',
    detail: 'Transfers go to the EEA, the United Kingdom, Switzerland, the United States and Canada, not to BR.',
    members: { country: ['ISO 3166-1', 'BR'] },
  },
  'coupon-exists': {
    means: 'There is, or was, a code of that name; a stopped one keeps its name.',
    remedy: 'Choose another name.',
    detail: 'Also a code that was stopped keeps its name.',
  },
  'coupon-expired': {
    means: 'The code was valid until an earlier day, or was stopped by the licensee. No credit was given.',
    remedy: 'Tell the user that it has ended. Staff can make another code.',
    detail: 'It was valid until an earlier day, or was stopped.',
  },
  'coupon-needs-first-top-up': {
    means: 'The code belongs to a first top-up: it can be used after the first and before the second one.',
    remedy: 'Let the user top up for the first time, then use the code.',
    detail: 'It can be used after the first top-up and before the second.',
  },
  'coupon-sponsor-not-active': {
    means: 'The advisor who is to pay for the code takes no calls, so nothing could be spent with them.',
    remedy: 'Name an advisor whom people can call, or make the code at the cost of the licensee.',
    detail:
      'The advisor who is to pay for the code must be one whom people can call: nothing could be spent with them.',
  },
  'coupon-unknown': {
    means: 'There is no such code here.',
    remedy: 'Let the user type it again; capital letters do not matter, signs do.',
    detail: 'Look whether it is typed as it was given to you.',
  },
  'coupon-used-already': {
    means: 'The user has used the code as often as one person can. Nothing was given this time.',
    remedy: 'Tell the user; the credit of before is in the wallet or was spent.',
    detail: 'A person can use it 1 times.',
    members: { perUser: ['How often a person can use it', 1] },
  },
  'coupon-used-up': {
    means: 'The code was made for a number of uses, and others were quicker.',
    remedy: 'Tell the user. Staff can make another code.',
    detail: 'Others were quicker.',
  },
  'debt-borne-elsewhere': {
    means: 'By the licence somebody else bears what an advisor does not pay back, and only they can write it off.',
    remedy: 'Ask the party that `bearer` names.',
    detail:
      'By the licence the operator sells the calls and bears what an advisor does not pay back, so only the operator can write it off.',
    members: { bearer: ['Who can: licensee or operator', 'operator'] },
  },
  'dispute-not-open': {
    means:
      'The bank takes no word in this dispute now: evidence was sent, it was given up, or it is decided. In test mode: the bank has decided so already.',
    remedy: 'Read the dispute; `status` says how the bank has it. After evidence there is nothing to do but wait.',
    detail: 'The bank has it as under_review. Evidence is taken once, and only while a response is needed.',
    members: { status: ['The bank’s word', 'under_review'] },
  },
  'fraud-warning-closed': {
    means: 'The warning was lifted before, or a dispute has taken its money over.',
    remedy: 'Read it again. With a dispute the bank decides: answer there.',
    detail: 'It was lifted before.',
    members: { status: ['State of the warning', 'lifted'] },
  },
  'insufficient-funds': {
    means:
      'What is available in the wallet, money and promo credit less what is reserved, does not cover it. Nothing was charged and no call was begun.',
    remedy:
      'Let the user top up by at least the difference of `needMinor` and `availableMinor`, then ask again with a fresh `Idempotency-Key`.',
    detail: 'The call needs 1800 minor units to start, 900 are available.',
    members: {
      needMinor: ['What it needs, in minor units', 1800],
      availableMinor: ['What is available, in minor units', 900],
      currency: ['ISO 4217', 'EUR'],
    },
  },
  'invalid-signature': {
    means:
      'A message to our address for Stripe’s events is not signed with a secret of that endpoint, or its time is too far from ours. It was not taken.',
    remedy:
      'Connect the account again on the page Stripe, which makes the endpoints and their secrets. Nothing else sends there.',
    detail: 'The event was not signed with a secret of this endpoint, or is too old or too new.',
  },
  'mandate-missing': {
    means: 'A card is charged by itself only when its owner has agreed to it.',
    remedy: 'Show what will be charged and when, and send `agreed: true` when the person has agreed.',
    detail: 'Set agreed to true after the person has read what will be charged, and when.',
  },
  'money-kept-elsewhere': {
    means:
      'The money of these end users lies with somebody else: only who has it can pay it to them. Nothing was recorded.',
    remedy: 'Ask the side that `payableBy` names to pay it and to record that.',
    detail: 'The operator has the money of these end users, so only the operator can pay it.',
    members: { payableBy: ['Who has the money: `operator` or `licensee`', 'operator'] },
  },
  'month-not-over': {
    means: 'Positions between currencies are valued when a month is over, by UTC.',
    remedy: 'Ask for an earlier month, or on the first of the next.',
    detail: 'Positions are valued at the end of a month, by UTC; 2026-11 is not over yet.',
  },
  'no-open-payment': {
    means: 'A payment that was named is not credited, its bank asks for it back, or its time to withdraw is over.',
    remedy: 'Read what can be withdrawn from again, or say in `words` what is meant: staff look at it.',
    detail: 'top_01kf0000000000000000000001 is not credited, is disputed, or its time to withdraw is over.',
    members: { topUpId: ['The payment', 'top_01kf0000000000000000000001'] },
  },
  'no-safeguard-account': {
    means: 'The operator has named no bank account that keeps callers’ money of this currency.',
    remedy: 'Name it on the page Treasury first.',
    detail: 'Name the bank account that keeps EUR of callers first.',
    members: { currency: ['ISO 4217', 'EUR'] },
  },
  'no-saved-card': {
    means: 'The user has no saved card, or not the one that was named.',
    remedy: 'Name one of the saved cards, or pay on the hosted page (`method: checkout`) and save the card there.',
    detail: 'Name one of your saved cards, or pay on the hosted page and save the card there.',
  },
  'not-new-customer': {
    means: 'The offer is for new customers, and another account here has the same card, device or telephone.',
    remedy: 'Tell the user that it is not for them; a top-up without the offer works.',
    detail: 'Another account here has the same card, device or phone.',
  },
  'nothing-to-withdraw': {
    means: 'Nothing of the payments that were named is left: it was spent, or is on its way back already.',
    remedy: 'Say in `words` what else is withdrawn from; staff look at it.',
    detail:
      'All of these payments was spent or is on its way back. Say in `words` what else you withdraw from, and staff look at it.',
  },
  'nothing-unreturned': {
    means:
      'Nothing in this wallet is free to be paid back: it is empty, or a call, a booking or a refund has its money.',
    remedy: 'Read the list of money that did not go back again; wait where something is under way.',
    detail: 'The wallet is empty, or a call, a booking or a refund still has its money.',
  },
  'operator-outside-flow': {
    means:
      'Payments go to the licensee itself, so the operator has no money of it: it can bear no cost and sell no calls.',
    remedy: 'Name the licensee, or the advisor, as who bears it.',
    detail: 'Payments go to the licensee itself: the operator can bear no cost of them and sell no calls.',
  },
  'own-platform-not-agreed': {
    means:
      'The licence says that payments go to the operator’s account at Stripe; an account of one’s own cannot be connected.',
    remedy: 'The operator can change it before the first payment.',
    detail: 'Your licence says so. The operator can change it before the first payment.',
  },
  'paid-above-wallet': {
    means:
      'Staff said that money was paid back by a transfer, but so much is not free in the wallet: a call, a booking or a refund has it. Nothing was moved.',
    remedy:
      'Say `freeMinor` or less, or `amountMinor` 0 where the money has left the wallet before, by the refund of a call say.',
    detail:
      '900 minor units are free in the wallet, so no more can leave it. Where the money has left the wallet before, say `amountMinor` 0.',
    members: { freeMinor: ['What is free in the wallet, in minor units', 900] },
  },
  'payments-elsewhere': {
    means:
      'The licensee keeps the money of its users itself: nobody tops up, is refunded to a card or is paid out here.',
    remedy:
      'Use budgets (`POST /v1/users/{id}/budget`) for what a user may spend, and pay advisors in your own system. [A wallet of your own](/docs/own-wallet).',
    detail: 'The money of its users is kept by the site itself: pay in and pay out there.',
  },
  'payments-not-connected': {
    means: 'Payments go to the licensee’s own account at Stripe, and it is not connected yet.',
    remedy: 'An owner connects it on the page Stripe. Until then nobody can top up; test mode works.',
    detail: 'This site takes no payments yet: its own account at Stripe is not connected.',
  },
  'payments-rejected': {
    means: 'The payment provider said no, for good: this is its answer, and no lost one. No money moved.',
    remedy: '`providerCode` is the provider’s word. Choose another card or amount; repeating the same gives the same.',
    detail: 'The payment provider refused this request.',
    members: { providerCode: ['The provider’s code', 'charge_already_refunded'] },
  },
  'payments-unavailable': {
    means:
      'The payment provider did not answer, so it is not known whether it acted. What you began stays as it is and is found out by itself.',
    remedy:
      'Send the same request again with the same `Idempotency-Key`, or read the top-up or refund a minute later. Never begin a second one.',
    detail: 'Nothing is lost: send the same request again in a moment.',
  },
  'payout-account-exists': {
    means: 'The payee has a payout account; there is one at a time.',
    remedy: 'Go on with its set-up: ask for an onboarding link.',
    detail: 'Go on with its set-up instead.',
  },
  'payout-account-not-ready': {
    means: 'There is no payout account at the provider yet, so there is no page of it to open.',
    remedy: 'Open a payout account first (`POST /v1/payout-account`).',
    detail: 'Open a payout account first.',
  },
  'payout-not-possible': {
    means:
      'In test mode: the advisor cannot be paid out now, for the cause in `reason`. A run of payouts skips payees for the same causes.',
    remedy:
      '`nothing`: put the test clock forward past the days for which earnings wait. `no_account`, `account_blocked`: set a bank with `PUT /v1/test/advisors/{id}/payout-account`. `below_minimum`: let more be earned; the text says how much is paid out at the least.',
    detail: 'Nothing is available. Earnings wait for the days of the payout rules: put the test clock forward.',
    members: {
      reason: [
        'nothing, below_minimum, no_account, account_not_ready, account_blocked, payout_open or no_tax_identity',
        'nothing',
      ],
    },
  },
  'posting-key-reused': {
    means: 'An operation of the books came twice under one key with different content. The first one stands.',
    remedy: 'Do not repeat it. If it was not you who changed an amount between two tries, send us the `requestId`.',
    detail: 'The key of this posting was used with other content.',
  },
  'refund-above-refundable': {
    means:
      'More was to go back to cards than can: promo credit, money that is reserved for a call, and disputed money cannot. Nothing was paid back.',
    remedy: 'Ask for `refundableMinor` or less, or without an amount for all of it.',
    detail:
      '900 minor units can be paid back to the cards that they came from. Promo credit, reserved and disputed money cannot.',
    members: { refundableMinor: ['What can be paid back, in minor units', 900] },
  },
  'reporting-entity-unknown': {
    means: 'The yearly report names the company that reports, with address and tax number, and they are not filled in.',
    remedy: 'Fill in the billing profile; the operator fills in the issuer of its invoices.',
    detail:
      'The report names the reporting company with its address and tax number: fill in the billing profile first; the operator, the issuer of its invoices.',
  },
  'self-billing-changed': {
    means: 'The advisor agreed to a version of the self-billing agreement that is not in force any more.',
    remedy: 'Show the version that `version` names and let them agree again.',
    detail: 'Version 2026-11 is in force now. Read it and agree again.',
    members: { version: ['The version in force', '2026-11'] },
  },
  'share-stays-at-your-stripe': {
    means:
      'Payments go to the licensee’s own account at Stripe (or it is test mode), so its share is not paid out: it lies there.',
    remedy: 'Pay yourself out in the dashboard of your account. Advisors alone are paid out from here.',
    detail: 'Payments go to your own account at Stripe. What is yours lies there; advisors alone are paid out from it.',
  },
  'spending-limit-reached': {
    means: 'The user has set a limit for a day or a month, and it leaves no room for this. No call was begun.',
    remedy:
      'Tell the user what is left (`remainingMinor`) and when it begins anew (`resetsAt`). A looser limit holds after 24 hours only.',
    detail: 'Of your limit of this day 300 minor units are left.',
    members: {
      period: ['day or month', 'day'],
      remainingMinor: ['What is left, in minor units', 300],
      resetsAt: ['When it begins anew', '2026-11-28T00:00:00.000Z'],
    },
  },
  'stripe-key-unfit': {
    means:
      'The key of Stripe was tried and cannot be used, for the cause in `fault`: it lacks permissions, is of the other mode, or of another account than before. It was not kept.',
    remedy:
      'Make a key at Stripe as the page Stripe describes it: with the rights in `permissions`, or of the account or mode in `expected`.',
    detail: 'The key lacks permissions.',
    members: {
      fault: ['What is wrong', 'permissions'],
      permissions: ['Rights that it lacks; only then there', ['transfers_write']],
      expected: ['What it should be; only then there', 'live'],
      found: ['What it is; only then there', 'test'],
    },
  },
  'tax-identity-declared': {
    means: 'The advisor has declared their tax identity, so there is nothing to remind them of.',
    remedy: 'Read the list again.',
    detail: 'There is nothing to remind of.',
  },
  'top-up-not-disputable': {
    means: 'In test mode: the top-up was not credited, or less of it than you asked for is in no dispute yet.',
    remedy: 'Dispute a credited top-up, and `leftMinor` of it or less.',
    detail: '500 minor units of it are in no dispute yet.',
    members: {
      topUpStatus: ['State of the top-up', 'credited'],
      leftMinor: ['What can still be disputed, in minor units', 500],
    },
  },
  'top-up-not-open': {
    means: 'In test mode: a top-up is finished while its payer is on the page; this one was paid, failed or expired.',
    remedy: 'Make another one with the card `three_d_secure`, which stays open.',
    detail: 'It is credited. Only one that is open can be finished.',
    members: { topUpStatus: ['State of the top-up', 'credited'] },
  },
  'top-up-out-of-range': {
    means:
      'The amount is below or above what a top-up may be here, or would pass a cap of stored value: of the balance, of a day or of twelve months. What is begun and not paid yet counts too. Nothing was begun.',
    remedy:
      'Choose an amount between `minMinor` and `maxMinor`, and at most `possibleMinor`. `GET /v1/wallet/top-up-room` tells it before.',
    detail: 'Between 500 and 50000 minor units at a time.',
    members: {
      minMinor: ['The least at a time; there when the amount is out of range', 500],
      maxMinor: ['The most at a time', 50000],
      cap: ['Which cap is in the way: single, balance, day or year', 'day'],
      capMinor: ['That cap', 100000],
      possibleMinor: ['What it still leaves now', 25000],
      maxBalanceMinor: ['The most that a wallet may hold; there when that is in the way', 100000],
    },
  },
  'topology-fixed': {
    means:
      'Where payments of a licensee go cannot change while there is money, a payment under way, or a share that is on no invoice.',
    remedy: 'Clear what `blockers` names, then change it.',
    detail: 'In the way: callers have money in their wallets.',
    members: { blockers: ['What is in the way', ['money_of_callers']] },
  },
  'wallet-frozen': {
    means:
      'The wallet of the user is frozen, by staff or because the card network warned of fraud: no call, tip or refund begins. Nothing was charged.',
    remedy: 'The user asks the support of the service; staff unfreeze the wallet on the page of the person.',
    detail: 'The wallet is frozen: fraud warning.',
  },
  'withdrawal-case-closed': {
    means: 'Somebody of the staff has decided this case of a withdrawal before.',
    remedy: 'Read the case again. Money that has to go back after all goes back at the person.',
    detail: 'A case of a withdrawal is decided once.',
  },
  'withdrawal-without-account': {
    means: 'A withdrawal that came by the form proves no account, so that no wallet can be given back by deciding it.',
    remedy:
      'Find out who it is, give the money back at the person, and decide the case as `refunded` without an amount.',
    detail:
      'The withdrawal came by the form, which proves no account. Give the money back at the person whose it is, then decide `refunded`.',
  },
  'wrong-currency': {
    means: 'The request names another currency than the one in which this licensee sells.',
    remedy: 'Send the currency of the licensee (`GET /v1/site`), or leave it out.',
    detail: 'Use EUR.',
  },
};

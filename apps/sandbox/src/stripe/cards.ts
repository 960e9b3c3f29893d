/** What an issuer does with a test card. Numbers and behaviour: docs.stripe.com/testing. */
export interface CardBehaviour {
  brand: 'visa' | 'mastercard' | 'amex';
  /** Decline of every payment, with Stripe's code and decline code. */
  decline?: Decline;
  /** Decline once the card is on file and the customer is absent. */
  offSessionDecline?: Decline;
  /** When the bank asks for 3-D Secure. */
  authenticate?: 'always' | 'unless_set_up' | 'on_session';
  /** What happens to a refund. */
  refund?: 'pending_then_succeeded' | 'succeeded_then_failed';
  /** What the cardholder does after the charge: a dispute with this reason, two of them, a question, a warning. */
  complaint?: 'fraudulent' | 'product_not_received' | 'multiple' | 'inquiry' | 'warning';
  /** Money is available at once. */
  availableAtOnce?: boolean;
}

/** Why a bank refuses. */
export interface Decline {
  code: string;
  declineCode?: string;
  message: string;
}

const genericDecline: Decline = {
  code: 'card_declined',
  declineCode: 'generic_decline',
  message: 'Your card was declined.',
};
const declined = (declineCode: string, message = 'Your card was declined.'): Decline => ({
  code: 'card_declined',
  declineCode,
  message,
});

const BEHAVIOURS: Record<string, CardBehaviour> = {
  '4242424242424242': { brand: 'visa' },
  '5555555555554444': { brand: 'mastercard' },
  '378282246310005': { brand: 'amex' },
  '4000000000000002': { brand: 'visa', decline: genericDecline },
  '4000000000009995': { brand: 'visa', decline: declined('insufficient_funds', 'Your card has insufficient funds.') },
  '4000000000009987': { brand: 'visa', decline: declined('lost_card') },
  '4000000000009979': { brand: 'visa', decline: declined('stolen_card') },
  '4000000000000069': {
    brand: 'visa',
    decline: { code: 'expired_card', message: 'Your card has expired.' },
  },
  '4000000000000127': {
    brand: 'visa',
    decline: { code: 'incorrect_cvc', message: "Your card's security code is incorrect." },
  },
  '4000000000000119': {
    brand: 'visa',
    decline: {
      code: 'processing_error',
      message: 'An error occurred while processing your card. Try again in a little bit.',
    },
  },
  '4000002500003155': { brand: 'visa', authenticate: 'unless_set_up' },
  '4000002760003184': { brand: 'visa', authenticate: 'always' },
  '4000003800000446': { brand: 'visa', authenticate: 'on_session' },
  '4000000000000341': { brand: 'visa', offSessionDecline: genericDecline },
  '4000000000007726': { brand: 'visa', refund: 'pending_then_succeeded' },
  '4000000000005126': { brand: 'visa', refund: 'succeeded_then_failed' },
  '4000000000000259': { brand: 'visa', complaint: 'fraudulent' },
  '4000000000002685': { brand: 'visa', complaint: 'product_not_received' },
  '4000000000001976': { brand: 'visa', complaint: 'inquiry' },
  '4000000000005423': { brand: 'visa', complaint: 'warning' },
  '4000000404000079': { brand: 'visa', complaint: 'multiple' },
  '4000000000000077': { brand: 'visa', availableAtOnce: true },
  '4000003720000278': { brand: 'visa', availableAtOnce: true },
};

/** Stripe's ready-made payment methods for tests -> card number. */
export const TEST_PAYMENT_METHODS: Record<string, string> = {
  pm_card_visa: '4242424242424242',
  pm_card_mastercard: '5555555555554444',
  pm_card_amex: '378282246310005',
  pm_card_visa_chargeDeclined: '4000000000000002',
  pm_card_visa_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_chargeCustomerFail: '4000000000000341',
  pm_card_authenticationRequired: '4000002760003184',
  pm_card_authenticationRequiredOnSetup: '4000002500003155',
  pm_card_createDispute: '4000000000000259',
  pm_card_createDisputeProductNotReceived: '4000000000002685',
  pm_card_createDisputeInquiry: '4000000000001976',
  pm_card_createIssuerFraudRecord: '4000000000005423',
  pm_card_createMultipleDisputes: '4000000404000079',
  pm_card_bypassPending: '4000003720000278',
};

/** The behaviour of a test card, or undefined for a number that Stripe would not accept in test mode. */
export function cardBehaviour(number: string): CardBehaviour | undefined {
  return BEHAVIOURS[number];
}

/** The Luhn check digit: catches a mistyped number before the bank is asked. */
export function isCardNumber(number: string): boolean {
  if (!/^\d{12,19}$/.test(number)) return false;
  let sum = 0;
  for (let index = 0; index < number.length; index++) {
    const digit = Number(number[number.length - 1 - index]);
    const doubled = digit * 2;
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Does the bank want to see the customer for this payment? */
export function asksForAuthentication(
  behaviour: CardBehaviour,
  payment: { offSession: boolean; setUpForOffSession: boolean },
): boolean {
  if (behaviour.authenticate === 'always') return true;
  if (behaviour.authenticate === 'on_session') return !payment.offSession;
  if (behaviour.authenticate === 'unless_set_up') return !(payment.offSession && payment.setUpForOffSession);
  return false;
}

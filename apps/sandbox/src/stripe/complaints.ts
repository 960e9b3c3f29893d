import type { Stripe } from 'stripe';
import { complain } from './disputes.js';
import { behaviourOf } from './payment-methods.js';
import type { StripeState } from './state.js';
import { warn } from './warnings.js';

/** The bank of a test card complains about a charge, as the card says. */
export function bankComplains(state: StripeState, chargeId: string): void {
  const charge = state.get<Stripe.Charge>('charge', chargeId);
  const card = charge?.payment_method && state.get<Stripe.PaymentMethod>('payment_method', charge.payment_method);
  const complaint = card ? behaviourOf(state, card).behaviour.complaint : undefined;
  if (!charge || !complaint || charge.refunded) return;
  if (complaint === 'warning') warn(state, chargeId);
  else complain(state, chargeId, complaint);
}

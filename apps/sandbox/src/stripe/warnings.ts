import type { Stripe } from 'stripe';
import { recordEvent } from './events.js';
import { idOf, type StripeState } from './state.js';

type Warning = Stripe.Radar.EarlyFraudWarning;

/** The issuer says that a payment looks stolen, before any dispute. */
export function warn(state: StripeState, chargeId: string, fraudType = 'made_with_stolen_card'): Warning {
  const charge = state.must<Stripe.Charge>('charge', chargeId, 'charge');
  const intent = idOf(charge.payment_intent);
  const warning: Warning = {
    id: state.newId('issfr'),
    object: 'radar.early_fraud_warning',
    actionable: !charge.refunded && !charge.disputed,
    charge: charge.id,
    created: state.clock.seconds(),
    fraud_type: fraudType,
    livemode: false,
    ...(intent && { payment_intent: intent }),
  };
  state.save<Warning>(warning);
  recordEvent(state, 'radar.early_fraud_warning.created', warning);
  return warning;
}

/** A refund or a dispute leaves nothing to do about a warning. */
export function noteComplaint(state: StripeState, chargeId: string): void {
  for (const warning of [...state.store.each<Warning>('radar.early_fraud_warning')]) {
    if (warning.charge !== chargeId || !warning.actionable) continue;
    const after = state.save<Warning>({ ...warning, actionable: false });
    recordEvent(state, 'radar.early_fraud_warning.updated', after, { actionable: true });
  }
}

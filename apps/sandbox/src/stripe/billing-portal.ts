import type { Stripe } from 'stripe';
import { billedCustomer } from './billed-customers.js';
import { invalidRequest } from './refusal.js';
import type { StripeState } from './state.js';

/** `billingPortal.sessions.create`: invoices and the card, on a page of the sandbox. */
export function createPortalSession(
  state: StripeState,
  params: Stripe.BillingPortal.SessionCreateParams,
): Stripe.BillingPortal.Session {
  const customer = billedCustomer(state, params);
  if (params.return_url && !/^https?:\/\//.test(params.return_url)) {
    throw invalidRequest('Not a valid URL', 'url_invalid', 'return_url');
  }
  const id = state.newId('bps');
  const flow = params.flow_data?.type;
  const session: Stripe.BillingPortal.Session = {
    id,
    object: 'billing_portal.session',
    configuration: params.configuration ?? 'bpc_sandboxdefault',
    created: state.clock.seconds(),
    customer: customer.id,
    customer_account: customer.customer_account ?? null,
    flow: flow
      ? {
          after_completion: { hosted_confirmation: null, redirect: null, type: 'portal_homepage' },
          customer_update: null,
          subscription_cancel: null,
          subscription_pause: null,
          subscription_update: null,
          subscription_update_confirm: null,
          type: flow,
        }
      : null,
    livemode: false,
    locale: params.locale ?? null,
    on_behalf_of: null,
    return_url: params.return_url ?? null,
    url: `${state.baseUrl}/c/portal/${id}`,
  };
  return state.save<Stripe.BillingPortal.Session>(session);
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Stripe } from 'stripe';
import { readBody, sendHtml } from '../http.js';
import { BillingPages } from './billing-pages.js';
import { readCard } from './card-form.js';
import { amountText, challengePage, checkoutPage, messagePage } from './checkout.page.js';
import { answerChallenge, type CheckoutOutcome, paySession } from './checkout-payment.js';
import { hiddenOf } from './checkout-sessions.js';
import { settleInvoiceOf } from './invoice-payments.js';
import { OnboardingPages, redirect } from './onboarding.js';
import { attemptPayment, failAuthentication } from './payment-intents.js';
import { StripeRefusal } from './refusal.js';
import { attemptSetup, failSetup } from './setup-intents.js';
import { idOf, type StripeState } from './state.js';
import { FOLLOWER } from './subscriptions.js';

type Session = Stripe.Checkout.Session;

/** The hosted pages under `/c/`: checkout, the bank's 3-D Secure page, the receipt, onboarding. */
export class StripePages {
  private readonly onboarding: OnboardingPages;
  private readonly billing: BillingPages;

  constructor(private readonly state: StripeState) {
    this.onboarding = new OnboardingPages(state);
    this.billing = new BillingPages(state);
  }

  async serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const [, , kind, rawId = ''] = path.split('/');
    const id = decodeURIComponent(rawId);
    if (request.method === 'HEAD') return void response.writeHead(405).end();
    const form = request.method === 'POST' ? new URLSearchParams(await readBody(request)) : undefined;
    this.state.origin = { id: null, idempotency_key: null };
    if (kind === 'pay') return this.pay(response, id, form);
    if (kind === '3ds') return this.challenge(response, id, form);
    if (kind === 'receipt') return this.receipt(response, id);
    if (kind === 'onboarding') return this.onboarding.onboard(response, id, form);
    if (kind === 'invoice') return this.billing.invoice(response, id);
    if (kind === 'portal') return this.billing.portal(response, id, form);
    if (kind === 'express') return this.onboarding.dashboard(response, id);
    sendHtml(response, 404, messagePage('Not found', 'There is no such page.'));
  }

  private pay(response: ServerResponse, id: string, form: URLSearchParams | undefined): void {
    const session = this.state.get<Session>('checkout.session', id);
    if (!session) return sendHtml(response, 404, messagePage('Not found', 'There is no such checkout session.'));
    if (form?.get('action') === 'cancel' && session.cancel_url) return redirect(response, session.cancel_url);
    if (session.status === 'complete') return this.finished(response, session);
    if (session.status !== 'open' || session.expires_at <= this.state.clock.seconds()) {
      const back = session.cancel_url ? { url: session.cancel_url, label: 'Back to the shop' } : undefined;
      return sendHtml(response, 410, messagePage('Expired', 'This checkout has expired. Nothing was charged.', back));
    }
    if (!form) return this.showForm(response, session, 200);
    const typed = readCard(form, new Date(this.state.clock.now()));
    const email = form.get('email') ?? '';
    if (typeof typed === 'string') return this.showForm(response, session, 402, typed, email);
    try {
      const outcome = this.state.store.atomically(() =>
        paySession(this.state, id, {
          ...typed,
          save: form.get('save') === 'on',
          acceptTerms: form.get('terms') === 'on',
          email: email || null,
        }),
      );
      this.show(response, outcome, email);
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error;
      this.showForm(response, session, 402, error.message, email);
    }
  }

  private show(response: ServerResponse, outcome: CheckoutOutcome, email = ''): void {
    if (outcome.outcome === 'paid') return this.finished(response, outcome.session);
    if (outcome.outcome === 'challenge') {
      return redirect(response, `/c/3ds/${outcome.intent}`);
    }
    this.showForm(response, outcome.session, 402, outcome.message, email);
  }

  private showForm(response: ServerResponse, session: Session, status: number, error?: string, email?: string): void {
    const hidden = hiddenOf(this.state, session.id);
    const page = checkoutPage(
      session,
      hidden.lineItems as Stripe.LineItem[],
      Boolean(hidden.paymentIntentData['setup_future_usage']),
      { ...(error && { error }), ...(email && { email }) },
    );
    sendHtml(response, status, page);
  }

  private finished(response: ServerResponse, session: Session): void {
    const url = (session.success_url ?? '').replaceAll('{CHECKOUT_SESSION_ID}', session.id);
    redirect(response, url);
  }

  private challenge(response: ServerResponse, id: string, form: URLSearchParams | undefined): void {
    const intent =
      this.state.get<Stripe.PaymentIntent>('payment_intent', id) ??
      this.state.get<Stripe.SetupIntent>('setup_intent', id);
    if (!intent || intent.status !== 'requires_action') {
      return sendHtml(response, 410, messagePage('3-D Secure', 'There is nothing to confirm here.'));
    }
    if (!form) return sendHtml(response, 200, challengePage(intent));
    const passed = form.get('result') === 'complete';
    const session = this.sessionOf(intent.id);
    if (session) {
      try {
        return this.show(
          response,
          this.state.store.atomically(() => answerChallenge(this.state, session.id, passed)),
        );
      } catch (error) {
        if (!(error instanceof StripeRefusal)) throw error;
        return sendHtml(response, 410, messagePage('3-D Secure', error.message));
      }
    }
    this.state.store.atomically(() => this.answerIntent(intent, passed));
    const back = intent.next_action?.redirect_to_url?.return_url;
    if (!back) return sendHtml(response, 200, messagePage('3-D Secure', 'You can close this page.'));
    const url = new URL(back);
    url.searchParams.set(intent.object, intent.id);
    redirect(response, url.href);
  }

  /** An intent without a checkout session: the caller waits at its `return_url`. */
  private answerIntent(intent: Stripe.PaymentIntent | Stripe.SetupIntent, passed: boolean): void {
    const card = this.state.get<Stripe.PaymentMethod>('payment_method', idOf(intent.payment_method) ?? '');
    if (intent.object === 'setup_intent') {
      if (!passed || !card) failSetup(this.state, intent);
      else attemptSetup(this.state, intent, card, { authenticated: true });
      return;
    }
    if (!passed || !card) failAuthentication(this.state, intent);
    else {
      const how = { offSession: false, authenticated: true, mayAsk: false };
      const attempt = attemptPayment(this.state, intent, card, how);
      if (attempt.outcome === 'succeeded') settleInvoiceOf(this.state, intent.id, FOLLOWER);
    }
  }

  private sessionOf(intent: string): Session | undefined {
    for (const session of this.state.store.each<Session>('checkout.session')) {
      if (idOf(session.payment_intent) === intent || idOf(session.setup_intent) === intent) return session;
    }
    return undefined;
  }

  private receipt(response: ServerResponse, id: string): void {
    const charge = this.state.get<Stripe.Charge>('charge', id);
    if (!charge) return sendHtml(response, 404, messagePage('Not found', 'There is no such receipt.'));
    sendHtml(
      response,
      200,
      messagePage('Receipt', `Paid: ${amountText(charge.amount, charge.currency)}. ${charge.id}`),
    );
  }
}

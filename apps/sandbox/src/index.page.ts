import type { Stripe } from 'stripe';
import { escapeHtml } from './http.js';
import { amountText, frame } from './stripe/checkout.page.js';
import type { CalendarsStandIn } from './calendars/calendars-stand-in.js';
import type { MailCatcher } from './mail/mail-catcher.js';
import type { StripeStandIn } from './stripe/stripe-stand-in.js';
import type { ViesStandIn } from './vies/vies-stand-in.js';
import type { TextsStandIn } from './texts/texts-stand-in.js';

/** What the start page says is running. */
export interface Running {
  stripe: StripeStandIn;
  mail: MailCatcher;
  calendars: CalendarsStandIn;
  vies: ViesStandIn;
  texts: TextsStandIn;
  secondStripe: StripeStandIn | undefined;
  stripeUrl: string;
  fcmUrl: string;
  smtpUrl: string;
  livekitUrl: string | undefined;
}

const RECENT = 10;

/** GET /: what is running and what happened last. */
export function indexPage(running: Running): string {
  const { stripe } = running;
  const sessions = stripe.objects<Stripe.Checkout.Session>('checkout.session').slice(0, RECENT);
  const intents = stripe.objects<Stripe.PaymentIntent>('payment_intent').slice(0, RECENT);
  const events = stripe.objects<Stripe.Event>('event').slice(0, RECENT);
  const rows = (lines: string[]) => (lines.length ? `<ul>${lines.join('')}</ul>` : '<p>none yet</p>');
  return frame(
    'Sandbox',
    `
    <h1>Sandbox</h1>
    <ul><li>Stripe: ${escapeHtml(running.stripeUrl)}</li><li>FCM: ${escapeHtml(running.fcmUrl)}</li>
    <li>Mail: ${escapeHtml(running.smtpUrl)}, <a href="/mail">${running.mail.mails.length} caught</a></li>
    <li>Texts: ${escapeHtml(running.stripeUrl)}/2010-04-01, <a href="/mail">${running.texts.texts.length} caught</a></li>
    <li>Calendars: ${escapeHtml(running.stripeUrl)}/google, /microsoft</li>
    <li>VAT numbers (VIES): ${escapeHtml(running.stripeUrl)}/vies, ${running.vies.questions.length} asked; a number that ends with 00 is not registered, one with 99 gets no answer</li>
    <li>Second account at Stripe: ${escapeHtml(running.secondStripe?.state.platform.name ?? 'off')}</li>
    <li>LiveKit simulator: ${escapeHtml(running.livekitUrl ?? 'off')}</li></ul>
    <h2>Checkout sessions</h2>${rows(
      sessions.map(
        (session) =>
          `<li>${session.url ? `<a href="${escapeHtml(session.url)}">open page</a>` : escapeHtml(session.status)} ${escapeHtml(amountText(session.amount_total, session.currency))}<br><small>${escapeHtml(session.id)}</small></li>`,
      ),
    )}
    <h2>Payments</h2>${rows(
      intents.map(
        (intent) =>
          `<li>${escapeHtml(amountText(intent.amount, intent.currency))} ${escapeHtml(intent.status)}<br><small>${escapeHtml(intent.id)}</small></li>`,
      ),
    )}
    <h2>Events</h2>${rows(
      events.map((event) => `<li>${escapeHtml(event.type)}<br><small>${escapeHtml(event.id)}</small></li>`),
    )}
    <h2>Deliveries</h2><p>${escapeHtml(JSON.stringify(stripe.webhooks.counts()))}</p>`,
  );
}

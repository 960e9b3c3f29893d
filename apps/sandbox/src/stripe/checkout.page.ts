import type { Stripe } from 'stripe';
import { escapeHtml } from '../http.js';

type Session = Stripe.Checkout.Session;

const STYLE = `
  :root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #f4f4f6; }
  body { margin: 0; }
  .banner { background: #b00020; color: #fff; padding: .6rem 1rem; text-align: center; font-weight: 700; }
  main { max-width: 26rem; margin: 2rem auto; background: #fff; padding: 1.5rem; border-radius: .5rem; }
  h1 { font-size: 1.25rem; margin: 0; } .amount { font-size: 2rem; font-weight: 700; margin: .25rem 0 1rem; }
  label { display: block; margin-top: .75rem; font-weight: 600; }
  .tick { font-weight: 400; display: flex; gap: .5rem; align-items: flex-start; }
  input[type=text], input[type=email] { width: 100%; box-sizing: border-box; padding: .6rem; font: inherit; border: 1px solid #767676; border-radius: .3rem; }
  .pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
  button { font: inherit; font-weight: 700; width: 100%; padding: .7rem; margin-top: 1rem; border-radius: .3rem; border: 1px solid #1a1a1a; background: #1a1a1a; color: #fff; cursor: pointer; }
  button.plain { background: #fff; color: #1a1a1a; }
  .error { border: 2px solid #b00020; padding: .6rem; border-radius: .3rem; color: #b00020; margin: 0 0 .75rem; }
  details { margin-top: 1.25rem; font-size: .875rem; } code { white-space: nowrap; }
`;

/** Frame of every page: the banner says that this is not real. */
export function frame(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><div class="banner" role="note">SANDBOX - no real money</div><main>${body}</main></body></html>`;
}

/** `2500`, `eur` -> `EUR 25.00`. */
export function amountText(amount: number | null, currency: string | null): string {
  return `${(currency ?? '').toUpperCase()} ${((amount ?? 0) / 100).toFixed(2)}`;
}

/** Text with Markdown links, as `custom_text` allows. */
function richText(text: string): string {
  return escapeHtml(text).replace(
    /\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g,
    (_, label: string, url: string) => `<a href="${url}" target="_blank" rel="noopener">${label}</a>`,
  );
}

/** What the customer typed and what was wrong with it. */
export interface CheckoutForm {
  error?: string;
  email?: string;
}

/** The payment form of an open session. */
export function checkoutPage(
  session: Session,
  items: readonly Stripe.LineItem[],
  alwaysSaves: boolean,
  form: CheckoutForm = {},
): string {
  const isSetup = session.mode === 'setup';
  const amount = isSetup ? '' : amountText(session.amount_total, session.currency);
  const title = isSetup ? 'Save a card' : session.mode === 'subscription' ? 'Subscribe' : 'Pay';
  const canSave = session.saved_payment_method_options?.payment_method_save === 'enabled';
  const terms = session.consent_collection?.terms_of_service === 'required';
  const email = form.email ?? session.customer_details?.email ?? '';
  const termsText = session.custom_text.terms_of_service_acceptance?.message ?? 'I agree to the terms of service';
  const list = items
    .map((item) => `<p>${escapeHtml(item.description ?? '')} &times; ${item.quantity ?? 1}</p>`)
    .join('');
  return frame(
    `${title} ${amount}`.trim(),
    `
    <h1>${title}</h1><p class="amount">${escapeHtml(amount)}</p>${list}
    ${form.error ? `<p class="error" role="alert" id="error">${escapeHtml(form.error)}</p>` : ''}
    <form method="post" action="/c/pay/${encodeURIComponent(session.id)}">
      <label for="email">Email</label>
      <input type="email" id="email" name="email" autocomplete="email" value="${escapeHtml(email)}" ${session.customer ? 'readonly' : 'required'}>
      <label for="cardNumber">Card number</label>
      <input type="text" id="cardNumber" name="cardNumber" inputmode="numeric" autocomplete="cc-number" required
        placeholder="4242 4242 4242 4242"${form.error ? ' aria-describedby="error" aria-invalid="true"' : ''}>
      <div class="pair">
        <div><label for="cardExpiry">Expiry (MM / YY)</label>
          <input type="text" id="cardExpiry" name="cardExpiry" inputmode="numeric" autocomplete="cc-exp" required placeholder="12 / 34"></div>
        <div><label for="cardCvc">CVC</label>
          <input type="text" id="cardCvc" name="cardCvc" inputmode="numeric" autocomplete="cc-csc" required placeholder="123"></div>
      </div>
      ${canSave ? '<label class="tick"><input type="checkbox" name="save" id="save"> Save this card for my next payments</label>' : ''}
      ${!canSave && alwaysSaves ? '<label class="tick"><input type="checkbox" id="save" checked disabled> Save this card: it will be kept for later payments</label>' : ''}
      ${terms ? `<label class="tick"><input type="checkbox" name="terms" id="terms" required> <span>${richText(termsText)}</span></label>` : ''}
      ${session.custom_text.submit ? `<p>${richText(session.custom_text.submit.message)}</p>` : ''}
      <button type="submit" name="action" value="pay" id="pay">${title} ${escapeHtml(amount)}</button>
    </form>
    ${
      session.cancel_url
        ? `<form method="post" action="/c/pay/${encodeURIComponent(session.id)}"><button class="plain" name="action" value="cancel" id="cancel">Cancel</button></form>`
        : ''
    }
    <details><summary>Test cards</summary>
      <p><code>4242 4242 4242 4242</code> succeeds<br><code>4000 0000 0000 0002</code> is declined<br>
      <code>4000 0000 0000 9995</code> has no funds<br><code>4000 0025 0000 3155</code> asks for 3-D Secure once<br>
      <code>4000 0027 6000 3184</code> asks every time<br><code>4000 0000 0000 0341</code> is declined later, off session</p>
    </details>`,
  );
}

/** The bank's page. */
export function challengePage(intent: Stripe.PaymentIntent | Stripe.SetupIntent): string {
  const amount = intent.object === 'setup_intent' ? '' : amountText(intent.amount, intent.currency);
  return frame(
    '3-D Secure',
    `
    <h1>3-D Secure</h1><p>Your bank asks you to confirm this payment.</p><p class="amount">${escapeHtml(amount)}</p>
    <form method="post" action="/c/3ds/${encodeURIComponent(intent.id)}">
      <button name="result" value="complete" id="complete">Complete</button>
      <button class="plain" name="result" value="fail" id="fail">Fail</button>
    </form>`,
  );
}

/** A page that only says something. */
export function messagePage(title: string, text: string, link?: { url: string; label: string }): string {
  const anchor = link ? `<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>` : '';
  return frame(title, `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>${anchor}`);
}

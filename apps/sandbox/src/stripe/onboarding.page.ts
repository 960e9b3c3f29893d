import type { Stripe } from 'stripe';
import { escapeHtml } from '../http.js';
import { amountText, frame } from './checkout.page.js';
import type { ConnectedAccount, Due } from './account-status.js';

/** What was typed and what was wrong with it. */
export interface OnboardingForm {
  error?: string;
  values?: URLSearchParams;
}

const COUNTRIES: Record<string, string> = {
  at: 'Austria',
  be: 'Belgium',
  cy: 'Cyprus',
  de: 'Germany',
  es: 'Spain',
  fr: 'France',
  gb: 'United Kingdom',
  gr: 'Greece',
  ie: 'Ireland',
  it: 'Italy',
  nl: 'Netherlands',
  pl: 'Poland',
  us: 'United States',
  br: 'Brazil (not reachable by transfers)',
};

/** The questions Stripe asks a person who is to be paid. */
export function onboardingPage(
  account: ConnectedAccount,
  link: { id: string; visit: string },
  form: OnboardingForm = {},
): string {
  const value = (name: string, known: string | null | undefined) => form.values?.get(name) ?? known ?? '';
  const country = value('country', account.country);
  const type = value('entityType', account.entityType) || 'individual';
  const option = (chosen: string, key: string, label: string) =>
    `<option value="${key}"${chosen === key ? ' selected' : ''}>${escapeHtml(label)}</option>`;
  const field = (name: string, label: string, known: string | null | undefined, hint = '') => `
      <label for="${name}">${label}</label>
      <input type="text" id="${name}" name="${name}" value="${escapeHtml(value(name, known))}" placeholder="${escapeHtml(hint)}">`;
  return frame(
    'Get paid',
    `
    <h1>Get paid</h1>
    <p>${escapeHtml(account.displayName ?? account.contactEmail ?? account.id)}</p>
    ${form.error ? `<p class="error" role="alert" id="error">${escapeHtml(form.error)}</p>` : ''}
    <form method="post" action="/c/onboarding/${encodeURIComponent(link.id)}">
      <input type="hidden" name="visit" value="${escapeHtml(link.visit)}">
      <label for="country">Country</label>
      <select id="country" name="country"><option value=""></option>${Object.entries(COUNTRIES)
        .map(([key, label]) => option(country, key, label))
        .join('')}</select>
      <label for="entityType">You are</label>
      <select id="entityType" name="entityType">${option(type, 'individual', 'a person')}${option(type, 'company', 'a company')}</select>
      ${field('givenName', 'First name', account.person.given_name)}
      ${field('surname', 'Last name', account.person.surname)}
      ${field('businessName', 'Company name (companies only)', account.business.registered_name)}
      ${field('bankAccount', 'IBAN or account number', null, 'DE89 3704 0044 0532 0130 00')}
      <button name="action" value="submit" id="submit">Agree and submit</button>
      <button class="plain" name="action" value="leave" id="leave">Save and return later</button>
      <button class="plain" name="action" value="reject" id="reject">Sandbox: be rejected by Stripe</button>
    </form>
    <details><summary>Test bank accounts</summary>
      <p><code>DE89370400440532013000</code> is paid<br><code>DE62370400440532013001</code> no such account<br>
      <code>DE35370400440532013002</code> closed<br><code>DE08370400440532013003</code> insufficient funds</p>
    </details>`,
  );
}

/** The little that this Express dashboard shows. */
export function expressPage(
  account: ConnectedAccount,
  balance: Stripe.Balance,
  payouts: readonly Stripe.Payout[],
  due: readonly Due[],
): string {
  const sum = (rows: readonly { amount: number; currency: string }[]) =>
    rows.map(({ amount, currency }) => escapeHtml(amountText(amount, currency))).join(', ');
  const list = payouts.map(
    (payout) =>
      `<li>${escapeHtml(amountText(payout.amount, payout.currency))} ${escapeHtml(payout.status)} <small>${escapeHtml(payout.id)}</small></li>`,
  );
  return frame(
    'Express dashboard',
    `
    <h1>${escapeHtml(account.displayName ?? account.id)}</h1>
    <p>Available: ${sum(balance.available)}<br>On the way: ${sum(balance.pending)}</p>
    ${due.length ? `<p class="error" role="alert">Stripe still needs: ${due.map(({ v1 }) => escapeHtml(v1)).join(', ')}</p>` : ''}
    <h2>Payouts</h2>${list.length ? `<ul>${list.join('')}</ul>` : '<p>none yet</p>'}`,
  );
}

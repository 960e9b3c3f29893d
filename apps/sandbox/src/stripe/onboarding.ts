import type { ServerResponse } from 'node:http';
import type { Stripe } from 'stripe';
import { sendHtml } from '../http.js';
import { closeLink, findLink, isFresh, type OnboardingLink, openLink, useLoginLink } from './account-links.js';
import { readBalance } from './balance.js';
import { messagePage } from './checkout.page.js';
import { findAccount, requirementsOf } from './account-status.js';
import { answerOnboarding, type OnboardingAnswers } from './connected-accounts.js';
import { expressPage, onboardingPage } from './onboarding.page.js';
import { StripeRefusal } from './refusal.js';
import type { StripeState } from './state.js';

/** The hosted onboarding and the Express dashboard of a connected account. */
export class OnboardingPages {
  constructor(private readonly state: StripeState) {}

  /** A first visit opens the form; every later one is sent back for a new link, as with Stripe. */
  onboard(response: ServerResponse, id: string, form: URLSearchParams | undefined): void {
    const { state } = this;
    const link = findLink(state, id);
    const account = link && findAccount(state, link.account);
    if (!link || !account) return sendHtml(response, 404, messagePage('Not found', 'There is no such page.'));
    if (form) return this.answer(response, link, form);
    if (!isFresh(state, link)) return redirect(response, link.refreshUrl);
    const opened = state.store.atomically(() => openLink(state, link));
    sendHtml(response, 200, onboardingPage(account, { id, visit: opened.visit ?? '' }));
  }

  private answer(response: ServerResponse, link: OnboardingLink, form: URLSearchParams): void {
    const { state } = this;
    if (link.done || form.get('visit') !== link.visit) return redirect(response, link.refreshUrl);
    const action = form.get('action');
    const progress = action === 'submit' ? 'active' : action === 'reject' ? 'rejected' : 'restricted';
    const answers = readAnswers(form);
    try {
      if (progress === 'active') this.insistOn(link, answers);
      state.store.atomically(() => {
        const before = findAccount(state, link.account);
        // Leaving an account that is complete does not undo it.
        if (progress !== 'restricted' || before?.progress !== 'active') {
          answerOnboarding(state, link.account, progress, answers);
        }
        closeLink(state, link);
      });
    } catch (error) {
      if (!(error instanceof StripeRefusal)) throw error;
      const account = findAccount(state, link.account);
      if (!account) return redirect(response, link.refreshUrl);
      const page = onboardingPage(
        account,
        { id: link.id, visit: link.visit ?? '' },
        { error: error.message, values: form },
      );
      return sendHtml(response, 422, page);
    }
    redirect(response, link.returnUrl);
  }

  /** The page does not let go of a half-filled form; "Save and return later" does. */
  private insistOn(link: OnboardingLink, answers: OnboardingAnswers): void {
    const account = findAccount(this.state, link.account);
    const isCompany = answers.entityType === 'company';
    const missing = [
      !answers.country && !account?.country && 'a country',
      !isCompany && !(answers.givenName ?? account?.person.given_name) && 'a first name',
      !isCompany && !(answers.surname ?? account?.person.surname) && 'a last name',
      isCompany && !(answers.businessName ?? account?.business.registered_name) && 'a company name',
      !answers.bankAccount && this.lacksBank(link.account) && 'a bank account',
    ].filter((thing) => typeof thing === 'string');
    if (missing.length > 0) {
      throw new StripeRefusal(422, { type: 'invalid_request_error', message: `Please give ${missing.join(', ')}.` });
    }
  }

  private lacksBank(account: string): boolean {
    return this.state.within(account, () =>
      [...this.state.store.each<Stripe.BankAccount>('bank_account')].every((bank) => bank.status === 'errored'),
    );
  }

  /** Express dashboard. */
  dashboard(response: ServerResponse, id: string): void {
    const { state } = this;
    const account = state.store.atomically(() => useLoginLink(state, id));
    if (!account) return sendHtml(response, 410, messagePage('Expired', 'Ask for a new link to your dashboard.'));
    const [balance, payouts] = state.within(account.id, () => [
      readBalance(state),
      [...state.store.each<Stripe.Payout>('payout')],
    ]);
    sendHtml(response, 200, expressPage(account, balance, payouts, requirementsOf(state, account)));
  }
}

function readAnswers(form: URLSearchParams): OnboardingAnswers {
  const answers: OnboardingAnswers = {};
  for (const name of ['country', 'entityType', 'givenName', 'surname', 'businessName', 'bankAccount'] as const) {
    const value = form.get(name)?.trim();
    if (value) answers[name] = value;
  }
  return answers;
}

/** 303, so that the browser comes back with GET. */
export function redirect(response: ServerResponse, url: string): void {
  response.writeHead(303, { location: url, 'cache-control': 'no-store' });
  response.end();
}

import type { Stripe } from 'stripe';
import type { Stored } from '../store.js';
import { type ConnectedAccount, findAccount, mustAccount } from './account-status.js';
import { recordThinEvent } from './events.js';
import { invalidRequest, noSuch } from './refusal.js';
import type { StripeState } from './state.js';

/** Stripe's links are good for minutes: they are made on click and never sent by mail. */
const GOOD_FOR_MS = 5 * 60 * 1000;

/** A way into the hosted onboarding. Opened once: whoever comes again is sent to `refreshUrl` for a new one. */
export interface OnboardingLink extends Stored {
  account: string;
  useCase: string;
  refreshUrl: string;
  returnUrl: string;
  expiresAtMs: number;
  /** The visit that opened it; its form alone is taken. */
  visit: string | null;
  done: boolean;
}

/** A way into the Express dashboard, used once too. */
interface LoginLink extends Stored {
  account: string;
  used: boolean;
}

function createLink(
  state: StripeState,
  account: ConnectedAccount,
  useCase: string,
  urls: { refreshUrl: string; returnUrl: string },
  name: { refresh: string; return: string },
): OnboardingLink {
  if (account.closed || account.progress === 'rejected') {
    throw invalidRequest(
      `The account ${account.id} cannot be onboarded: it is ${account.closed ? 'closed' : 'rejected'}.`,
      'account_invalid',
      'account',
    );
  }
  if (!/^https?:\/\//.test(urls.refreshUrl)) throw invalidRequest('Not a valid URL', 'url_invalid', name.refresh);
  if (!/^https?:\/\//.test(urls.returnUrl)) throw invalidRequest('Not a valid URL', 'url_invalid', name.return);
  const link: OnboardingLink = {
    id: state.newId('link', 20),
    account: account.id,
    useCase,
    ...urls,
    expiresAtMs: state.clock.now() + GOOD_FOR_MS,
    visit: null,
    done: false,
  };
  state.onPlatform(() => state.saveHidden('onboarding_link', link));
  return link;
}

const pageOf = (state: StripeState, link: OnboardingLink) => `${state.baseUrl}/c/onboarding/${link.id}`;

/** `accountLinks.create` */
export function createLinkV1(state: StripeState, params: Stripe.AccountLinkCreateParams): Stripe.AccountLink {
  const account = mustAccount(state, params.account, 'account');
  for (const name of ['refresh_url', 'return_url'] as const) {
    if (!params[name]) throw invalidRequest(`Missing required param: ${name}.`, 'parameter_missing', name);
  }
  const link = createLink(
    state,
    account,
    params.type,
    { refreshUrl: params.refresh_url ?? '', returnUrl: params.return_url ?? '' },
    { refresh: 'refresh_url', return: 'return_url' },
  );
  return {
    object: 'account_link',
    created: state.clock.seconds(),
    expires_at: Math.floor(link.expiresAtMs / 1000),
    url: pageOf(state, link),
  };
}

/** `v2.core.accountLinks.create` */
export function createLinkV2(
  state: StripeState,
  params: Stripe.V2.Core.AccountLinkCreateParams,
): Stripe.V2.Core.AccountLink {
  const account = findAccount(state, params.account);
  if (!account) throw noSuch('account', params.account, 'account');
  const { use_case: useCase } = params;
  const kind = useCase.type === 'account_update' ? 'account_update' : 'account_onboarding';
  const wishes = useCase[kind];
  const at = `use_case.${kind}`;
  if (!wishes) throw invalidRequest(`Missing required param: ${at}.`, 'invalid_fields', at);
  const link = createLink(
    state,
    account,
    kind,
    { refreshUrl: wishes.refresh_url, returnUrl: wishes.return_url ?? wishes.refresh_url },
    { refresh: `${at}.refresh_url`, return: `${at}.return_url` },
  );
  return {
    object: 'v2.core.account_link',
    account: account.id,
    created: new Date(state.clock.now()).toISOString(),
    expires_at: new Date(link.expiresAtMs).toISOString(),
    livemode: false,
    url: pageOf(state, link),
    use_case: useCase,
  };
}

/** The link, if it exists at all. */
export const findLink = (state: StripeState, id: string) =>
  state.onPlatform(() => state.get<OnboardingLink>('onboarding_link', id));

/** Is it still good for a first visit? */
export const isFresh = (state: StripeState, link: OnboardingLink) =>
  link.visit === null && !link.done && link.expiresAtMs > state.clock.now();

/** Notes the visit that opened it. */
export function openLink(state: StripeState, link: OnboardingLink): OnboardingLink {
  const opened = { ...link, visit: state.newId('visit') };
  state.onPlatform(() => state.saveHidden('onboarding_link', opened));
  return opened;
}

/** The person leaves for `returnUrl`, which says nothing about how far they came. */
export function closeLink(state: StripeState, link: OnboardingLink): void {
  const closed = { ...link, done: true };
  state.onPlatform(() => state.saveHidden('onboarding_link', closed));
  const account = findAccount(state, link.account);
  recordThinEvent(state, 'v2.core.account_link.returned', {
    data: {
      account_id: link.account,
      configurations: [
        ...(account?.customer ? ['customer'] : []),
        ...(account?.merchant ? ['merchant'] : []),
        ...(account?.recipient ? ['recipient'] : []),
      ],
      use_case: link.useCase,
    },
  });
}

/** `accounts.createLoginLink` */
export function createLoginLink(state: StripeState, id: string): Stripe.LoginLink {
  const account = mustAccount(state, id);
  if (account.dashboard !== 'express') {
    throw invalidRequest('Cannot create a login link for an account that is not an Express account.');
  }
  if (account.progress === 'new') {
    throw invalidRequest('Cannot create a login link for an account that has not completed onboarding.');
  }
  const link: LoginLink = { id: state.newId('login', 20), account: id, used: false };
  state.onPlatform(() => state.saveHidden('login_link_private', link));
  return {
    object: 'login_link',
    created: state.clock.seconds(),
    url: `${state.baseUrl}/c/express/${link.id}`,
  };
}

/** The account behind a login link, the first time it is asked. */
export function useLoginLink(state: StripeState, id: string): ConnectedAccount | undefined {
  return state.onPlatform(() => {
    const link = state.get<LoginLink>('login_link_private', id);
    if (!link || link.used) return undefined;
    state.saveHidden('login_link_private', { ...link, used: true } as LoginLink);
    return findAccount(state, link.account);
  });
}

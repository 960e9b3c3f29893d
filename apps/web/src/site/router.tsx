import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { RouteFailure } from './shell/route-failure.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { PagePending } from './shell/page-pending.tsx';
import { Shell } from './shell/shell.tsx';
import { SignedIn } from './shell/signed-in.tsx';
import { session } from '~/shared/api/index.ts';
import { loadNamespace } from '~/shared/i18n.ts';
import { MEDIA, directorySearch } from './directory/directory-search.ts';
import { historySearch } from './history/history-search.ts';
import { signUpSearch } from './auth/invitation.ts';
import { nextSearch } from './auth/next.ts';
import { walletSearch } from './wallet/wallet-search.ts';
import { takeReturn } from './wallet/pending-top-ups.ts';
import { oneOf, parseSearch, stringifySearch, textOf } from './lib/search.ts';

/** Words of a call are needed on few pages. */
const callWords = (): Promise<void> => loadNamespace('call');

const MAILED = {
  'forgotten-password': 'ForgottenPasswordPage',
  'reset-password': 'SetPasswordPage',
  'verify-email': 'VerifyEmailPage',
  'confirm-marketing': 'ConfirmMarketingPage',
  unsubscribe: 'StopMailsPage',
} as const;

const root = createRootRoute({ component: Shell });

const directory = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: directorySearch,
  component: lazyRouteComponent(() => import('./directory/directory-page.tsx')),
});

const advisor = createRoute({
  getParentRoute: () => root,
  path: '/advisors/$id',
  loader: () => Promise.all([loadNamespace('trust'), loadNamespace('waiting')]),
  component: lazyRouteComponent(() => import('./advisor/advisor-page.tsx')),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: nextSearch,
  component: lazyRouteComponent(() => import('./auth/sign-in-page.tsx')),
});

/** Where a licensee's own site sends its users, with a token in the fragment (./auth/signed-token.ts). */
const signedIn = createRoute({
  getParentRoute: () => root,
  path: '/signed-in',
  loader: () => loadNamespace('entry'),
  component: lazyRouteComponent(() => import('./auth/signed-in-page.tsx')),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: signUpSearch,
  component: lazyRouteComponent(() => import('./auth/sign-up-page.tsx')),
});

const legal = createRoute({
  getParentRoute: () => root,
  path: '/legal/$kind',
  component: lazyRouteComponent(() => import('./legal/legal-page.tsx')),
});

const help = createRoute({
  getParentRoute: () => root,
  path: '/help',
  component: lazyRouteComponent(() => import('./legal/help-page.tsx')),
});

/** Withdrawal from contracts: for everybody, and no text has to be agreed to before. */
const withdraw = createRoute({
  getParentRoute: () => root,
  path: '/withdraw',
  loader: () => loadNamespace('withdrawal'),
  component: lazyRouteComponent(() => import('./withdrawal/withdraw-page.tsx')),
});

/** Where mails lead; who opens one need not be signed in. */
const mailed = (
  ['forgotten-password', 'reset-password', 'verify-email', 'confirm-marketing', 'unsubscribe'] as const
).map((path) =>
  createRoute({
    getParentRoute: () => root,
    path: `/${path}`,
    loader: () => loadNamespace('mail'),
    component: lazyRouteComponent(() => import('./auth/mailed-pages.tsx'), MAILED[path]),
  }),
);

/** Everything below needs a person; the sign-in leads back here. */
const person = createRoute({
  getParentRoute: () => root,
  id: 'person',
  beforeLoad: ({ location: { href } }) => {
    if (session.snapshot().status === 'anonymous')
      throw redirect({ to: '/sign-in', search: { next: href }, replace: true });
  },
  component: SignedIn,
});

const consent = createRoute({
  getParentRoute: () => person,
  path: '/consent',
  validateSearch: nextSearch,
  component: lazyRouteComponent(() => import('./auth/consent-page.tsx')),
});

const wallet = createRoute({
  getParentRoute: () => person,
  path: '/wallet',
  validateSearch: walletSearch,
  loader: () => loadNamespace('wallet'),
  component: lazyRouteComponent(() => import('./wallet/wallet-page.tsx')),
});

/** Where the hosted payment page sends people back to (libs/billing/src/top-ups.service.ts). */
const topUpReturn = createRoute({
  getParentRoute: () => root,
  path: '/top-ups/return',
  validateSearch: walletSearch,
  beforeLoad: ({ search }) => {
    throw redirect({ to: '/wallet', search: takeReturn(search), replace: true });
  },
});

const invoiceWords = (): Promise<void> => loadNamespace('invoices');

const history = createRoute({
  getParentRoute: () => person,
  path: '/history',
  validateSearch: historySearch,
  loader: invoiceWords,
  component: lazyRouteComponent(() => import('./history/history-page.tsx')),
});

const receipt = createRoute({
  getParentRoute: () => person,
  path: '/history/$id',
  loader: () => Promise.all([callWords(), loadNamespace('complaints'), loadNamespace('trust')]),
  component: lazyRouteComponent(() => import('./history/call-detail-page.tsx')),
});

const invoice = createRoute({
  getParentRoute: () => person,
  path: '/invoices/$id',
  loader: invoiceWords,
  component: lazyRouteComponent(() => import('./history/invoice-page.tsx')),
});

const newCall = createRoute({
  getParentRoute: () => person,
  path: '/calls/new',
  validateSearch: (
    search: Record<string, unknown>,
  ): { advisor?: string | undefined; medium?: string | undefined; link?: string | undefined } => ({
    advisor: textOf(search['advisor']),
    medium: oneOf(search['medium'], MEDIA),
    link: textOf(search['link']),
  }),
  loader: callWords,
  component: lazyRouteComponent(() => import('./call/check-page.tsx')),
});

/** A link to call, passed on by an advisor; who opens it need not be signed in. */
const callLink = createRoute({
  getParentRoute: () => root,
  path: '/c/$token',
  loader: callWords,
  component: lazyRouteComponent(() => import('./call/link-page.tsx')),
});

/** Where the links of a simulated call lead (libs/calling/src/join-links.service.ts). Nobody signs in to test mode. */
const testCall = createRoute({
  getParentRoute: () => root,
  path: '/test-calls/$id',
  loader: callWords,
  component: lazyRouteComponent(() => import('./call/test-call-page.tsx')),
});

const call = createRoute({
  getParentRoute: () => person,
  path: '/calls/$id',
  loader: callWords,
  component: lazyRouteComponent(() => import('./call/call-page.tsx')),
});

const bookingWords = (): Promise<void> => loadNamespace('bookings');

const bookings = createRoute({
  getParentRoute: () => person,
  path: '/bookings',
  loader: () => Promise.all([bookingWords(), loadNamespace('calendars')]),
  component: lazyRouteComponent(() => import('./booking/bookings-page.tsx')),
});

const book = createRoute({
  getParentRoute: () => person,
  path: '/advisors/$id/book',
  loader: bookingWords,
  component: lazyRouteComponent(() => import('./booking/book-page.tsx')),
});

const account = createRoute({
  getParentRoute: () => person,
  path: '/account',
  loader: () =>
    Promise.all([loadNamespace('account'), loadNamespace('company'), loadNamespace('mail'), loadNamespace('trust')]),
  component: lazyRouteComponent(() => import('./account/account-page.tsx')),
});

const privacy = createRoute({
  getParentRoute: () => person,
  path: '/account/privacy',
  loader: () => loadNamespace('push'),
  component: lazyRouteComponent(() => import('./account/privacy-page.tsx')),
});

const messages = createRoute({
  getParentRoute: () => person,
  path: '/account/messages',
  loader: () => Promise.all([loadNamespace('mail'), loadNamespace('push')]),
  component: lazyRouteComponent(() => import('./account/messages-page.tsx')),
});

export const router = createRouter({
  routeTree: root.addChildren([
    directory,
    advisor,
    signIn,
    signedIn,
    signUp,
    legal,
    help,
    withdraw,
    callLink,
    testCall,
    topUpReturn,
    ...mailed,
    person.addChildren([
      consent,
      wallet,
      history,
      receipt,
      invoice,
      newCall,
      call,
      bookings,
      book,
      account,
      privacy,
      messages,
    ]),
  ]),
  parseSearch,
  stringifySearch,
  scrollRestoration: true,
  defaultPreload: 'intent',
  defaultPendingComponent: PagePending,
  defaultErrorComponent: RouteFailure,
  defaultNotFoundComponent: NotFoundPage,
});

import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { session } from '~/shared/api/index.ts';
import { loadNamespace } from '~/shared/i18n.ts';
import { LoadingState } from '~/shared/ui/index.ts';
import {
  callsSearch,
  complaintsSearch,
  earningsSearch,
  payoutsSearch,
  signInSearch,
  statisticsSearch,
} from './search.ts';
import { ConsoleShell } from './shell/console-shell.tsx';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { HomePage } from './home/home-page.tsx';

const MAILED = {
  'forgotten-password': 'ForgottenPasswordPage',
  'reset-password': 'SetPasswordPage',
  'verify-email': 'VerifyEmailPage',
  'confirm-marketing': 'ConfirmMarketingPage',
} as const;

const root = createRootRoute({ notFoundComponent: NotFoundPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: 'sign-in',
  validateSearch: signInSearch,
  beforeLoad: () => {
    if (session.snapshot().status === 'signed_in') throw redirect({ to: '/' });
  },
  component: lazyRouteComponent(() => import('./sign-in/sign-in-page.tsx'), 'SignInPage'),
});

/** Where mails lead; who opens one need not be signed in. */
const mailed = (['forgotten-password', 'reset-password', 'verify-email', 'confirm-marketing'] as const).map((path) =>
  createRoute({
    getParentRoute: () => root,
    path,
    loader: () => loadNamespace('mail'),
    component: lazyRouteComponent(() => import('./sign-in/mailed-pages.tsx'), MAILED[path]),
  }),
);

/** Everything of the console: only for who is signed in. */
const shell = createRoute({
  getParentRoute: () => root,
  id: 'console',
  beforeLoad: ({ location }) => {
    if (session.snapshot().status === 'anonymous') throw redirect({ to: '/sign-in', search: { next: location.href } });
  },
  component: ConsoleShell,
});

const home = createRoute({ getParentRoute: () => shell, path: '/', component: HomePage });
const earnings = createRoute({
  getParentRoute: () => shell,
  path: 'earnings',
  validateSearch: earningsSearch,
  loader: () => loadNamespace('complaints'),
  component: lazyRouteComponent(() => import('./earnings/earnings-page.tsx'), 'EarningsPage'),
});
const payouts = createRoute({
  getParentRoute: () => shell,
  path: 'payouts',
  validateSearch: payoutsSearch,
  loader: () => Promise.all([loadNamespace('company'), loadNamespace('payouts')]),
  component: lazyRouteComponent(() => import('./payouts/payouts-page.tsx'), 'PayoutsPage'),
});
const complaintWords = (): Promise<void> => loadNamespace('complaints');
const complaints = createRoute({
  getParentRoute: () => shell,
  path: 'complaints',
  validateSearch: complaintsSearch,
  loader: complaintWords,
  component: lazyRouteComponent(() => import('./complaints/complaints-page.tsx'), 'ComplaintsPage'),
});
const calls = createRoute({
  getParentRoute: () => shell,
  path: 'calls',
  validateSearch: callsSearch,
  loader: () => Promise.all([complaintWords(), loadNamespace('trust')]),
  component: lazyRouteComponent(() => import('./calls/calls-page.tsx'), 'CallsPage'),
});
const callbacks = createRoute({
  getParentRoute: () => shell,
  path: 'callbacks',
  loader: () => loadNamespace('waiting'),
  component: lazyRouteComponent(() => import('./callbacks/callbacks-page.tsx'), 'CallbacksPage'),
});
const schedule = createRoute({
  getParentRoute: () => shell,
  path: 'schedule',
  component: lazyRouteComponent(() => import('./schedule/schedule-page.tsx'), 'SchedulePage'),
});
const bookings = createRoute({
  getParentRoute: () => shell,
  path: 'bookings',
  loader: () => loadNamespace('bookings'),
  component: lazyRouteComponent(() => import('./bookings/bookings-page.tsx'), 'BookingsPage'),
});
const calendars = createRoute({
  getParentRoute: () => shell,
  path: 'calendars',
  loader: () => loadNamespace('calendars'),
  component: lazyRouteComponent(() => import('./calendars/calendars-page.tsx'), 'CalendarsPage'),
});
const profile = createRoute({
  getParentRoute: () => shell,
  path: 'profile',
  component: lazyRouteComponent(() => import('./profile/profile-page.tsx'), 'ProfilePage'),
});
const prices = createRoute({
  getParentRoute: () => shell,
  path: 'prices',
  loader: () => loadNamespace('coupons'),
  component: lazyRouteComponent(() => import('./prices/prices-page.tsx'), 'PricesPage'),
});
const links = createRoute({
  getParentRoute: () => shell,
  path: 'links',
  loader: () => loadNamespace('links'),
  component: lazyRouteComponent(() => import('./links/links-page.tsx'), 'LinksPage'),
});
const statistics = createRoute({
  getParentRoute: () => shell,
  path: 'statistics',
  validateSearch: statisticsSearch,
  loader: () => loadNamespace('trust'),
  component: lazyRouteComponent(() => import('./statistics/statistics-page.tsx'), 'StatisticsPage'),
});
const account = createRoute({
  getParentRoute: () => shell,
  path: 'account',
  loader: () => Promise.all((['mail', 'push', 'texts', 'trust'] as const).map(loadNamespace)),
  component: lazyRouteComponent(() => import('./account/account-page.tsx'), 'AccountPage'),
});
const call = createRoute({
  getParentRoute: () => shell,
  path: 'call/$id',
  component: lazyRouteComponent(() => import('./call/call-page.tsx')),
});

export const router = createRouter({
  basepath: '/pro',
  routeTree: root.addChildren([
    signIn,
    ...mailed,
    shell.addChildren([
      home,
      earnings,
      payouts,
      calls,
      complaints,
      callbacks,
      schedule,
      bookings,
      calendars,
      profile,
      prices,
      links,
      statistics,
      account,
      call,
    ]),
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: () => <LoadingState />,
  scrollRestoration: true,
});

import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { loadNamespace } from '~/shared/i18n.ts';
import { ErrorState, LoadingState } from '~/shared/ui/index.ts';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
const getParentRoute = () => root;

// Each page is a chunk of its own; a filter lives in the query string and is read by the page (useFilters).
const routes = [
  createRoute({
    getParentRoute,
    path: '/',
    component: lazyRouteComponent(() => import('./licensees/licensees-page.tsx'), 'LicenseesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/licensees/new',
    component: lazyRouteComponent(() => import('./licensees/create-page.tsx'), 'CreatePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/licensees/$id',
    loader: () => Promise.all([loadNamespace('company'), loadNamespace('coupons'), loadNamespace('payouts')]),
    component: lazyRouteComponent(() => import('./licensee/licensee-page.tsx'), 'LicenseePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/licensees/$id/invoices/$invoiceId',
    component: lazyRouteComponent(() => import('./invoices/invoice-page.tsx'), 'InvoicePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/plans',
    component: lazyRouteComponent(() => import('./plans/plans-page.tsx'), 'PlansPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/invoices',
    loader: () => loadNamespace('company'),
    component: lazyRouteComponent(() => import('./invoices/invoices-page.tsx'), 'InvoicesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/sign-up',
    loader: () => loadNamespace('company'),
    component: lazyRouteComponent(() => import('./sign-up/sign-up-page.tsx'), 'SignUpPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/forgotten-password',
    loader: () => loadNamespace('mail'),
    component: lazyRouteComponent(() => import('./mailed-pages.tsx'), 'ForgottenPasswordPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reset-password',
    loader: () => loadNamespace('mail'),
    component: lazyRouteComponent(() => import('./mailed-pages.tsx'), 'SetPasswordPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/revenue',
    component: lazyRouteComponent(() => import('./revenue/revenue-page.tsx'), 'RevenuePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/treasury',
    component: lazyRouteComponent(() => import('./treasury/treasury-page.tsx'), 'TreasuryPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/tax',
    loader: () => loadNamespace('company'),
    component: lazyRouteComponent(() => import('./tax/tax-page.tsx'), 'TaxPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/health',
    component: lazyRouteComponent(() => import('./health/health-page.tsx'), 'HealthPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reconciliation',
    component: lazyRouteComponent(() => import('./reconciliation/reconciliation-page.tsx'), 'ReconciliationPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/dead-jobs',
    component: lazyRouteComponent(() => import('./dead-jobs/dead-jobs-page.tsx'), 'DeadJobsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/audit',
    component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/account',
    component: lazyRouteComponent(() => import('./account/account-page.tsx'), 'AccountPage'),
  }),
];

export const router = createRouter({
  routeTree: root.addChildren(routes),
  scrollRestoration: true,
  defaultPendingComponent: () => <LoadingState />,
  defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
});

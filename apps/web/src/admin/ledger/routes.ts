import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../frame.tsx';

export const ledgerRoutes: AnyRoute[] = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/ledger',
    component: lazyRouteComponent(() => import('./ledger-page.tsx'), 'LedgerPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/ledger/transactions/$id',
    component: lazyRouteComponent(() => import('./transaction-page.tsx'), 'TransactionPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/ledger/seals',
    component: lazyRouteComponent(() => import('./seals-page.tsx'), 'SealsPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/ledger/accounts',
    component: lazyRouteComponent(() => import('./accounts-page.tsx'), 'AccountsPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/ledger/accounts/$id',
    component: lazyRouteComponent(() => import('./account-page.tsx'), 'AccountPage'),
  }),
];

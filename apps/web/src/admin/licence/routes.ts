import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { loadNamespace } from '~/shared/i18n.ts';
import { frameRoute } from '../frame.tsx';

export const licenceRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/licence',
    loader: () => loadNamespace('company'),
    component: lazyRouteComponent(() => import('./licence-page.tsx'), 'LicencePage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/licence/invoices/$id',
    component: lazyRouteComponent(() => import('./invoice-page.tsx'), 'InvoicePage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/verify-email',
    component: lazyRouteComponent(() => import('./verify-email-page.tsx'), 'VerifyEmailPage'),
  }),
];

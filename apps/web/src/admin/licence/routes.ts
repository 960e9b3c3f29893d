import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../frame.tsx';

export const licenceRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/licence',
    component: lazyRouteComponent(() => import('./licence-page.tsx'), 'LicencePage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/verify-email',
    component: lazyRouteComponent(() => import('./verify-email-page.tsx'), 'VerifyEmailPage'),
  }),
];

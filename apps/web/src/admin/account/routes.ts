import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { loadNamespace } from '~/shared/i18n.ts';
import { frameRoute } from '../frame.tsx';

export const accountRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/account',
    loader: () => Promise.all([loadNamespace('account'), loadNamespace('mail')]),
    component: lazyRouteComponent(() => import('./account-page.tsx'), 'AccountPage'),
  }),
];

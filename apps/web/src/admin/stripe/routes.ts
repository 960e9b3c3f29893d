import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { loadNamespace } from '~/shared/i18n.ts';
import { frameRoute } from '../frame.tsx';

export const stripeRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/stripe',
    loader: () => loadNamespace('money'),
    component: lazyRouteComponent(() => import('./stripe-page.tsx'), 'StripePage'),
  }),
];

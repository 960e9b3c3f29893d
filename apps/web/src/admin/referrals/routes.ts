import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../frame.tsx';

export const referralRoutes: AnyRoute[] = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/referrals',
    component: lazyRouteComponent(() => import('./referrals-page.tsx'), 'ReferralsPage'),
  }),
];

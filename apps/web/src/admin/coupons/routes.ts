import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../frame.tsx';

export const couponRoutes: AnyRoute[] = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/coupons',
    component: lazyRouteComponent(() => import('./coupons-page.tsx'), 'CouponsPage'),
  }),
];

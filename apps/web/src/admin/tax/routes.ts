import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../frame.tsx';

export const taxRoutes: AnyRoute[] = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/tax',
    component: lazyRouteComponent(() => import('./tax-page.tsx'), 'TaxPage'),
  }),
];

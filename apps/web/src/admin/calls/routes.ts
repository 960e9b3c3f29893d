import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../frame.tsx';

export const callRoutes: AnyRoute[] = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/calls',
    component: lazyRouteComponent(() => import('./calls-page.tsx'), 'CallsPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/calls/$id',
    component: lazyRouteComponent(() => import('./call-page.tsx'), 'CallPage'),
  }),
];

import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../frame.tsx';

export const domainRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/domains',
    component: lazyRouteComponent(() => import('./domains-page.tsx'), 'DomainsPage'),
  }),
];

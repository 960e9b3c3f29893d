import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../frame.tsx';

export const legalRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/legal',
    component: lazyRouteComponent(() => import('./legal-page.tsx'), 'LegalPage'),
  }),
];

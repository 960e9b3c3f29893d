import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../frame.tsx';

export const teamRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/team',
    component: lazyRouteComponent(() => import('./team-page.tsx'), 'TeamPage'),
  }),
];

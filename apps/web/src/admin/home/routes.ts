import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../frame.tsx';
import { daysOf } from './period.ts';

export const homeRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/',
    validateSearch: (search: Record<string, unknown>) => ({ days: daysOf(search['days']) }),
    component: lazyRouteComponent(() => import('./home-page.tsx'), 'HomePage'),
  }),
];

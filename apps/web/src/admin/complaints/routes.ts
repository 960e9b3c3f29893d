import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { loadNamespace } from '~/shared/i18n.ts';
import { frameRoute } from '../frame.tsx';

export const complaintRoutes: AnyRoute[] = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/complaints',
    loader: () => loadNamespace('complaints'),
    component: lazyRouteComponent(() => import('./complaints-page.tsx'), 'ComplaintsPage'),
  }),
];

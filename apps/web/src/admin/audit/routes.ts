import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../frame.tsx';

export const auditRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/audit',
    component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
  }),
];

import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { loadNamespace } from '~/shared/i18n.ts';
import { frameRoute } from '../frame.tsx';

export const advisorRoutes: AnyRoute[] = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/advisors',
    component: lazyRouteComponent(() => import('./advisors-page.tsx'), 'AdvisorsPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/advisors/invite',
    component: lazyRouteComponent(() => import('./invite-page.tsx'), 'InvitePage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/advisors/$id',
    loader: () => Promise.all([loadNamespace('trust'), loadNamespace('links'), loadNamespace('money')]),
    component: lazyRouteComponent(() => import('./advisor-page.tsx'), 'AdvisorPage'),
  }),
];

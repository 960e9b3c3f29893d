import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { loadNamespace } from '~/shared/i18n.ts';
import { frameRoute } from '../frame.tsx';

export const peopleRoutes: AnyRoute[] = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/people',
    component: lazyRouteComponent(() => import('./people-page.tsx'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/people/$id',
    loader: () => loadNamespace('money'),
    component: lazyRouteComponent(() => import('./person-page.tsx'), 'PersonPage'),
  }),
];

import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { loadNamespace } from '~/shared/i18n.ts';
import { frameRoute } from '../frame.tsx';

const loader = (): Promise<void> => loadNamespace('money');

export const disputeRoutes: AnyRoute[] = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/disputes',
    loader,
    component: lazyRouteComponent(() => import('./disputes-page.tsx'), 'DisputesPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/disputes/$id',
    loader,
    component: lazyRouteComponent(() => import('./dispute-page.tsx'), 'DisputePage'),
  }),
];

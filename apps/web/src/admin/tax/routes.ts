import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { loadNamespace } from '~/shared/i18n.ts';
import { frameRoute } from '../frame.tsx';

export const taxRoutes: AnyRoute[] = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/tax',
    loader: () => loadNamespace('company'),
    component: lazyRouteComponent(() => import('./tax-page.tsx'), 'TaxPage'),
  }),
];

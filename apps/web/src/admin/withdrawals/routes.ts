import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { loadNamespace } from '~/shared/i18n.ts';
import { frameRoute } from '../frame.tsx';

export const withdrawalRoutes: AnyRoute[] = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/withdrawals',
    loader: () => loadNamespace('withdrawal'),
    component: lazyRouteComponent(() => import('./withdrawals-page.tsx'), 'WithdrawalsPage'),
  }),
];

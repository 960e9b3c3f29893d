import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { loadNamespace } from '~/shared/i18n.ts';
import { frameRoute } from '../frame.tsx';

export const bookingRoutes: AnyRoute[] = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/bookings',
    loader: () => loadNamespace('bookings'),
    component: lazyRouteComponent(() => import('./bookings-page.tsx'), 'BookingsPage'),
  }),
];

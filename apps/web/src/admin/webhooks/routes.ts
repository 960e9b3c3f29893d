import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { loadNamespace } from '~/shared/i18n.ts';
import { frameRoute } from '../frame.tsx';

const loader = (): Promise<void> => loadNamespace('webhooks');

export const webhookRoutes: AnyRoute[] = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/webhooks',
    loader,
    component: lazyRouteComponent(() => import('./webhooks-page.tsx'), 'WebhooksPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/webhooks/$id',
    loader,
    component: lazyRouteComponent(() => import('./endpoint-page.tsx'), 'EndpointPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/webhooks/deliveries/$id',
    loader,
    component: lazyRouteComponent(() => import('./delivery-page.tsx'), 'DeliveryPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/events',
    loader,
    component: lazyRouteComponent(() => import('./events-page.tsx'), 'EventsPage'),
  }),
];

import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../frame.tsx';

export const pricingRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/pricing',
    component: lazyRouteComponent(() => import('./pricing-page.tsx'), 'PricingPage'),
  }),
];

import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { frameRoute } from '../frame.tsx';

export const brandRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/brand',
    component: lazyRouteComponent(() => import('./brand-page.tsx'), 'BrandPage'),
  }),
];

import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { loadNamespace } from '~/shared/i18n.ts';
import { frameRoute } from '../frame.tsx';

/** Whoever is not signed in sees the sign-in at every address; who is has no business here. */
export const signInRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/forgotten-password',
    loader: () => loadNamespace('mail'),
    component: lazyRouteComponent(() => import('./mailed-pages.tsx'), 'ForgottenPasswordPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/reset-password',
    loader: () => loadNamespace('mail'),
    component: lazyRouteComponent(() => import('./mailed-pages.tsx'), 'SetPasswordPage'),
  }),
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/sign-in',
    component: () => null,
    beforeLoad: ({ preload }) => {
      if (!preload) throw redirect({ to: '/', replace: true });
    },
  }),
];

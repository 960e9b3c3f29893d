import { createRoute, redirect } from '@tanstack/react-router';
import { frameRoute } from '../frame.tsx';

/** Whoever is not signed in sees the sign-in at every address; who is has no business here. */
export const signInRoutes = [
  createRoute({
    getParentRoute: () => frameRoute,
    path: '/sign-in',
    component: () => null,
    beforeLoad: ({ preload }) => {
      if (!preload) throw redirect({ to: '/', replace: true });
    },
  }),
];

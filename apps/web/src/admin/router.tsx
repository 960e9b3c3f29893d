import { createRouter } from '@tanstack/react-router';
import { ErrorState, LoadingState } from '~/shared/ui/index.ts';
import { frameRoute } from './frame.tsx';
import { routes } from './routes.ts';
import { NotFound } from './shell/not-found.tsx';

export const router = createRouter({
  routeTree: frameRoute.addChildren(routes),
  basepath: '/admin',
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: LoadingState,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
});

import { createRootRoute, createRouter } from '@tanstack/react-router';
import { startFace } from '../shared/start.tsx';

await startFace(
  createRouter({
    routeTree: createRootRoute({
      component: () => (
        <main id="main">
          <h1>Face</h1>
        </main>
      ),
    }),
  }),
);

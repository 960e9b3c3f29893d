import { QueryClientProvider } from '@tanstack/react-query';
import { type AnyRouter, RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { boot, isFramed, workerScope } from './boot.ts';
import { listenToBrandEditor } from './brand.ts';
import { startI18n } from './i18n.ts';
import { queryClient } from './query.ts';
import { session } from './api/session.ts';
import { Themed } from './theme.tsx';
import { Announcer, Crash, focusHeading } from './ui/index.ts';

function focusEachPage(router: AnyRouter): void {
  let isFirst = true;
  router.subscribe('onRendered', ({ pathChanged }) => {
    if (isFirst || !pathChanged) {
      isFirst = false;
      return;
    }
    focusHeading();
  });
}

function registerWorker(): void {
  if (isFramed || !import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const scope = workerScope;
  if (scope !== undefined) void navigator.serviceWorker.register(`${scope}sw.js`, { scope }).catch(() => undefined);
}

/** Starts a face: catalogues, session, then the first paint. */
export async function startFace(router: AnyRouter, ...namespaces: string[]): Promise<void> {
  await Promise.all([startI18n(boot.face, ...namespaces), session.ready()]);
  focusEachPage(router);
  registerWorker();
  listenToBrandEditor();
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <Themed>
        <Crash>
          <QueryClientProvider client={queryClient}>
            <RouterProvider router={router} />
            <Announcer />
          </QueryClientProvider>
        </Crash>
      </Themed>
    </StrictMode>,
  );
}

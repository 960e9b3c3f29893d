/// <reference lib="webworker" />
/**
 * Service worker of the site and of the advisors' console; each has its own scope. It keeps the files whose name carries the hash of their
 * content, and says so when there is no connection. Pages and answers of the API are never kept: they are about money. Pushes: `sw-push.ts`.
 */
import './sw-push.ts';

const worker = self as unknown as ServiceWorkerGlobalScope;
const CACHE = 'assets-1';
const MAX_FILES = 150;

async function fromCache(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok) {
    await cache.put(request, response.clone());
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - MAX_FILES)).map((key) => cache.delete(key)));
  }
  return response;
}

/** Two languages on one page: without a connection nobody can ask for the reader's. */
const offlinePage = (): Response =>
  new Response(
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Offline</title></head>' +
      '<body><main><h1>No connection</h1><p>Check your connection and load the page again.</p>' +
      '<p lang="de">Keine Verbindung. Prüfen Sie Ihre Verbindung und laden Sie die Seite neu.</p></main></body></html>',
    { status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } },
  );

worker.addEventListener('install', () => void worker.skipWaiting());
worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return;
  if (url.pathname.startsWith('/assets/')) event.respondWith(fromCache(request));
  else if (request.mode === 'navigate') event.respondWith(fetch(request).catch(offlinePage));
});

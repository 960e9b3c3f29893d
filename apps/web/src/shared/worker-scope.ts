import { boot } from './boot.ts';

/** Installable faces have a service worker in their own scope; the others have none. */
export const workerScope: string | undefined = { site: '/', pro: '/pro/' }[boot.face as string];

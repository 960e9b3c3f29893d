import type { components } from './api/schema.gen.ts';

export type Face = 'site' | 'pro' | 'admin' | 'ops';
export type Site = components['schemas']['SiteResponse'];

/** What the API put into the page for this host, so that the first paint needs no request. */
export interface Boot {
  readonly face: Face;
  readonly locale: string;
  readonly site: Site;
}

const element = document.getElementById('boot');
if (!element?.textContent) throw new Error('The page was not served by the API: it has no boot data.');

export const boot = JSON.parse(element.textContent) as Boot;

/** The page is shown inside another page of this host (the brand editor): it looks, and starts nothing. */
export const isFramed = window.parent !== window;

/** Installable faces have a service worker in their own scope; the others have none. */
export const workerScope: string | undefined = { site: '/', pro: '/pro/' }[boot.face as string];

/** For style elements that libraries add at run time; the policy refuses others. */
export const styleNonce = document.querySelector<HTMLStyleElement>('style[nonce]')?.nonce ?? '';

/** Dialogs lock the scrolling with a style element of their own, whose library looks for the nonce here. */
(globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = styleNonce;

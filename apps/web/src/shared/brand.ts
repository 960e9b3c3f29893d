import i18next from 'i18next';
import { useSyncExternalStore } from 'react';
import { themeCss, solveTheme } from '@app/theme';
import { api, unwrap } from './api/client.ts';
import { type Site, boot, isFramed } from './boot.ts';
import { applyTexts } from './i18n.ts';

type BrandDocument = Site['brand']['document'];
type Scheme = 'light' | 'dark';

/** What the brand editor sends to a page in its frame; nothing else is listened to. */
interface PreviewMessage {
  readonly type: 'brand-preview';
  readonly document: BrandDocument;
  readonly scheme: Scheme;
  readonly locale?: string;
}

export interface Brand {
  readonly site: Site;
  /** The scheme that the brand editor shows; null = the reader's. */
  readonly scheme: Scheme | null;
}

let brand: Brand = { site: boot.site, scheme: null };
const listeners = new Set<() => void>();
/** Comes after the style sheet of the page, so its properties win; the policy allows sheets that a script has made. */
const sheet = new CSSStyleSheet();

function set(next: Brand): void {
  brand = next;
  for (const listener of listeners) listener();
}

const assetUrl = (id: string | null): string | null => (id === null ? null : `/brand/assets/${id}`);

function paint(document_: BrandDocument): void {
  const theme = solveTheme(document_);
  sheet.replaceSync(themeCss(theme));
  if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
  for (const scheme of ['light', 'dark'] as const)
    document.querySelector(`meta[name="theme-color"][media*="${scheme}"]`)?.setAttribute('content', theme[scheme].page);
}

/** The icon of the window; its address carries the version of the brand. */
function repaintIcon(version: number): void {
  document.querySelector('link[rel="icon"]')?.setAttribute('href', `/brand/icons/32.png?v=${version}`);
}

/** Changes what is known of the site, without a new look: it is paused, it goes on. */
export function patchSite(change: Partial<Site>): void {
  set({ ...brand, site: { ...brand.site, ...change } });
}

/** Reads the brand again and wears it at once, without loading the page anew. @throws ApiProblem */
export async function refreshBrand(): Promise<void> {
  const site = await unwrap(api.GET('/v1/site', {}));
  const isNew = site.brand.version !== brand.site.brand.version;
  set({ ...brand, site });
  if (!isNew) return;
  paint(site.brand.document);
  repaintIcon(site.brand.version);
  await applyTexts(site.brand.document.texts, i18next.language);
}

function preview({ document: draft, scheme, locale = i18next.language }: PreviewMessage): void {
  paint(draft);
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
  set({
    scheme,
    site: {
      ...brand.site,
      brand: { ...brand.site.brand, document: draft },
      assets: {
        logoLight: assetUrl(draft.logoLight),
        logoDark: assetUrl(draft.logoDark),
        icon: assetUrl(draft.icon),
      },
    },
  });
  void applyTexts(draft.texts, locale);
}

const isPreview = (data: unknown): data is PreviewMessage =>
  typeof data === 'object' && data !== null && (data as { type?: unknown }).type === 'brand-preview';

/** In a frame of the brand editor the page wears the draft that it is sent. */
export function listenToBrandEditor(): void {
  if (!isFramed) return;
  addEventListener('message', ({ origin, source, data }) => {
    if (origin === location.origin && source === window.parent && isPreview(data)) preview(data);
  });
  // The editor sends its draft once the page is there to hear it.
  window.parent.postMessage({ type: 'brand-preview-ready' }, location.origin);
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The brand as it is now: changes live when the licensee publishes another one. */
export const useBrand = (): Brand => useSyncExternalStore(subscribe, () => brand);

export const currentSite = (): Site => brand.site;

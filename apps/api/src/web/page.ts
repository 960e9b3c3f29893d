/** Text as HTML text or attribute value. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

/** JSON inside a script element: nothing in it can close the element. */
const embeddedJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

export interface Head {
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly title: string;
  readonly description: string;
  readonly siteName: string;
  /** Address of this page without a query; null for pages that no search engine should keep. */
  readonly canonicalUrl: string | null;
  readonly languages: readonly string[];
  readonly themeColors: { readonly light: string; readonly dark: string };
  /** Style sheet of the brand. */
  readonly css: string;
  readonly iconVersion: number;
  readonly manifestUrl: string | null;
  /** schema.org description of what the page is about. */
  readonly jsonLd: object | null;
  readonly nonce: string;
  /** What the screens start with. */
  readonly boot: object;
}

/** Runs before the first paint, so that a chosen scheme does not flash in the other one. */
export const SCHEME_SCRIPT =
  `try{var s=localStorage.getItem('mantine-color-scheme-value');if(s==='auto'||!s)s=matchMedia('(prefers-color-scheme: dark)').matches?'dark':'light';` +
  `document.documentElement.setAttribute('data-mantine-color-scheme',s)}catch(e){}`;

function headHtml(head: Head): string {
  const icon = (size: number): string => `/brand/icons/${size}.png?v=${head.iconVersion}`;
  const { canonicalUrl } = head;
  const links =
    canonicalUrl === null
      ? ['<meta name="robots" content="noindex">']
      : [
          `<link rel="canonical" href="${escapeHtml(canonicalUrl)}">`,
          ...head.languages.map(
            (language) =>
              `<link rel="alternate" hreflang="${language}" href="${escapeHtml(`${canonicalUrl}?lang=${language}`)}">`,
          ),
          `<link rel="alternate" hreflang="x-default" href="${escapeHtml(canonicalUrl)}">`,
          `<meta property="og:url" content="${escapeHtml(canonicalUrl)}">`,
        ];
  return [
    `<title>${escapeHtml(head.title)}</title>`,
    `<meta name="description" content="${escapeHtml(head.description)}">`,
    `<meta name="theme-color" media="(prefers-color-scheme: light)" content="${head.themeColors.light}">`,
    `<meta name="theme-color" media="(prefers-color-scheme: dark)" content="${head.themeColors.dark}">`,
    `<meta property="og:title" content="${escapeHtml(head.title)}">`,
    `<meta property="og:description" content="${escapeHtml(head.description)}">`,
    `<meta property="og:site_name" content="${escapeHtml(head.siteName)}">`,
    '<meta property="og:type" content="website">',
    `<meta property="og:image" content="${icon(512)}">`,
    ...links,
    `<link rel="icon" type="image/png" sizes="32x32" href="${icon(32)}">`,
    `<link rel="apple-touch-icon" href="${icon(180)}">`,
    ...(head.manifestUrl === null ? [] : [`<link rel="manifest" href="${head.manifestUrl}">`]),
    `<style nonce="${head.nonce}">${head.css}</style>`,
    `<script nonce="${head.nonce}">${SCHEME_SCRIPT}</script>`,
    ...(head.jsonLd === null ? [] : [`<script type="application/ld+json">${embeddedJson(head.jsonLd)}</script>`]),
    `<script type="application/json" id="boot">${embeddedJson(head.boot)}</script>`,
  ].join('\n    ');
}

/** The built page of a face with everything in it that belongs to the licensee. */
export function fillPage(template: string, head: Head): string {
  return template
    .replace(/<html[^>]*>/, () => `<html lang="${head.locale}" dir="${head.direction}">`)
    .replace('<!--head-->', () => `<!--head-->${headHtml(head)}<!--/head-->`)
    .replace('<!--noscript-->', () => `<h1>${escapeHtml(head.title)}</h1><p>${escapeHtml(head.description)}</p>`);
}

/** A page that names nobody: for a host without a licensee, and for a licensee that is closed. */
export function neutralPage(title: string, text: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title></head><body><main><h1>${title}</h1><p>${text}</p></main></body></html>`;
}

/** Nothing but our own files, the media server, and pictures that the browser made itself (X10). */
export function contentPolicy(nonce: string, mediaUrl: string): string {
  const media = new URL(mediaUrl);
  const http = `${media.protocol === 'wss:' ? 'https' : 'http'}://${media.host}`;
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    // Libraries set positions and sizes of single elements; a style sheet needs the nonce.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "media-src 'self' blob:",
    `connect-src 'self' ${media.origin === 'null' ? `${media.protocol}//${media.host}` : media.origin} ${http}`,
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "frame-src 'self'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}

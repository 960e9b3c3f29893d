import { SCHEME_SCRIPT, escapeHtml } from '../web/page.js';
import { type DocPage, GROUPS, type Group } from './doc-page.js';
import { TRY_STYLE, tryScript } from './try-it.js';

/** What a page takes from the licensee. */
export interface DocBrand {
  readonly name: string;
  readonly css: string;
  readonly iconVersion: number;
  readonly logoLight: string | null;
  readonly logoDark: string | null;
  readonly themeColors: { readonly light: string; readonly dark: string };
}

export interface Shown {
  readonly title: string;
  /** Below /docs; undefined for what is no page of its own. */
  readonly path: string | undefined;
  readonly group: Group | undefined;
  readonly body: string;
  readonly query: string;
  /** Whether requests can be sent from it. */
  readonly canTry: boolean;
}

const TITLES: Readonly<Record<Group, string>> = {
  guides: 'Guides',
  reference: 'API reference',
  events: 'Events',
  problems: 'Problems',
};
/** Groups of which only the first page is named until one is inside. */
const LONG: readonly Group[] = ['events', 'problems', 'reference'];

const STYLE =
  `*{box-sizing:border-box}body{margin:0;line-height:1.6;font-size:1rem}a{color:var(--t-brand-text)}` +
  `:focus-visible{outline:3px solid var(--t-brand-ui);outline-offset:2px}` +
  `.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--t-surface);padding:.5rem}` +
  `header{display:flex;flex-wrap:wrap;gap:.75rem 1.5rem;align-items:center;padding:.75rem 1.25rem;border-bottom:1px solid var(--t-border);background:var(--t-surface)}` +
  `header a.home{display:flex;align-items:center;gap:.6rem;color:var(--t-text);font-weight:600;text-decoration:none}header img{max-height:2rem;max-width:10rem}` +
  `.dark-logo{display:none}@media(prefers-color-scheme:dark){:root:not([data-mantine-color-scheme=light]) .light-logo{display:none}:root:not([data-mantine-color-scheme=light]) .dark-logo{display:inline}}` +
  `:root[data-mantine-color-scheme=dark] .light-logo{display:none}:root[data-mantine-color-scheme=dark] .dark-logo{display:inline}` +
  `form{display:flex;gap:.5rem;margin-inline-start:auto}input{font:inherit;min-width:0;width:12rem;padding:.35rem .6rem;color:var(--t-text);background:var(--t-page);border:1px solid var(--t-control);border-radius:var(--t-radius)}` +
  `button{font:inherit;padding:.35rem .8rem;border:1px solid var(--t-brand-edge);border-radius:var(--t-radius);background:var(--t-brand-solid);color:var(--t-brand-on-solid)}` +
  `.frame{display:grid;grid-template-columns:15rem minmax(0,1fr);gap:2rem;max-width:76rem;margin:0 auto;padding:1.25rem}` +
  `nav summary{font-weight:600;cursor:pointer;padding:.35rem 0}nav ul{list-style:none;margin:0 0 1rem;padding:0}nav li a{display:block;padding:.25rem .6rem;text-decoration:none;border-radius:var(--t-radius);overflow-wrap:anywhere}` +
  `nav a[aria-current]{background:var(--t-brand-tint);color:var(--t-brand-on-tint)}nav h2{font-size:.85rem;margin:.75rem 0 .25rem;color:var(--t-dim)}` +
  `main{min-width:0;overflow-wrap:break-word}h1{line-height:1.2;margin-top:0}h2{margin-top:2.5rem;border-top:1px solid var(--t-border);padding-top:1.5rem}h3{margin-top:1.5rem}` +
  `code{font-family:ui-monospace,monospace;font-size:.9em;background:var(--t-subtle);padding:.1em .3em;border-radius:4px;overflow-wrap:anywhere}` +
  `pre{background:var(--t-subtle);padding:1rem;border-radius:var(--t-radius);overflow:auto;border:1px solid var(--t-border)}pre code{padding:0;overflow-wrap:normal}` +
  `.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.45rem .6rem;border-bottom:1px solid var(--t-border)}` +
  `blockquote{margin:0;padding:.5rem 1rem;border-inline-start:4px solid var(--t-brand-ui);background:var(--t-subtle)}` +
  `footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--t-border);color:var(--t-dim);font-size:.9rem}` +
  `@media(max-width:52rem){.frame{grid-template-columns:minmax(0,1fr);gap:1rem}form{margin-inline-start:0;width:100%}input{flex:1}}`;

/** A whole page. Everything but the body is escaped here; the body is what `renderMarkdown` made. */
export function docHtml(brand: DocBrand, pages: readonly DocPage[], shown: Shown, nonce: string): string {
  const name = escapeHtml(brand.name);
  const logo = (address: string | null, scheme: string): string =>
    address === null ? '' : `<img class="${scheme}-logo" src="${escapeHtml(address)}" alt="${name}">`;
  const light = brand.logoLight ?? brand.logoDark;
  const dark = brand.logoDark ?? brand.logoLight;
  const home = light === null ? name : `${logo(light, 'light')}${logo(dark, 'dark')}`;
  const icon = `/brand/icons/32.png?v=${brand.iconVersion}`;
  const twin =
    shown.path === undefined ? '' : `<a href="/docs/${shown.path || 'index'}.md">This page as Markdown</a> · `;
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeHtml(shown.title)} · ${name}</title>`,
    ...(shown.path === undefined ? ['<meta name="robots" content="noindex">'] : []),
    `<meta name="theme-color" media="(prefers-color-scheme: light)" content="${brand.themeColors.light}">`,
    `<meta name="theme-color" media="(prefers-color-scheme: dark)" content="${brand.themeColors.dark}">`,
    `<link rel="icon" type="image/png" sizes="32x32" href="${icon}">`,
    ...(shown.path === undefined
      ? []
      : [`<link rel="alternate" type="text/markdown" href="/docs/${shown.path || 'index'}.md">`]),
    `<style nonce="${nonce}">${brand.css}${STYLE}${shown.canTry ? TRY_STYLE : ''}</style><script nonce="${nonce}">${SCHEME_SCRIPT}</script></head><body>`,
    '<a class="skip" href="#content">To the text</a>',
    `<header><a class="home" href="/docs">${home}<span>Developers</span></a>`,
    '<form action="/docs/search" role="search"><input type="search" name="q" maxlength="100" aria-label="Search the documentation"',
    ` value="${escapeHtml(shown.query)}"><button>Search</button></form></header>`,
    `<div class="frame">${navigation(pages, shown)}<main id="content">${shown.body}`,
    `<footer>${twin}<a href="/v1/openapi.json">OpenAPI document</a> · <a href="/llms.txt">llms.txt</a></footer></main></div>`,
    `${shown.canTry ? tryScript(nonce) : ''}</body></html>`,
  ].join('');
}

function navigation(pages: readonly DocPage[], shown: Shown): string {
  const groups = GROUPS.map((group) => {
    const members = pages.filter((page) => page.group === group);
    const listed = LONG.includes(group) && shown.group !== group ? members.slice(0, 1) : members;
    const items = listed.map(({ path, title }) => {
      const current = path === shown.path ? ' aria-current="page"' : '';
      return `<li><a href="/docs${path === '' ? '' : `/${path}`}"${current}>${escapeHtml(title)}</a></li>`;
    });
    return items.length === 0 ? '' : `<h2>${TITLES[group]}</h2><ul>${items.join('')}</ul>`;
  });
  return `<nav aria-label="Documentation"><details open><summary>Contents</summary>${groups.join('')}</details></nav>`;
}

/** Nothing but the styles of the page itself, pictures of the brand, and the search; where operations can be tried, requests to this very host. */
export const docPolicy = (nonce: string, canTry: boolean): string =>
  [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "img-src 'self'",
    ...(canTry ? ["connect-src 'self'"] : []),
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { CONFIG, type Config, type Context, Db, NotFound, publicUrl } from '@app/kernel';
import { NEWEST_VERSION } from '@app/integrations';
import { BrandService, LicenseesService, assetUrls } from '@app/licensees';
import { themeCss } from '@app/theme';
import { escapeHtml } from '../web/page.js';
import { Themes } from '../web/themes.service.js';
import type { DocPage } from './doc-page.js';
import { eventPages } from './event-pages.js';
import { guidePages } from './guides.js';
import { type DocBrand, type Shown, docHtml, docPolicy } from './layout.js';
import { renderMarkdown } from './markdown.js';
import { problemPages } from './problem-pages.js';
import { type Document, publicDocument } from './public-document.js';
import { referencePages } from './reference.js';
import { found } from './search.js';
import { withTries } from './try-it.js';

export interface DocHtml {
  readonly html: string;
  readonly policy: string;
}

/** Where the build puts the packed SDK, seen from the built file and from the source. */
const SDK = ['../../../../sdk', '../../../../dist/sdk']
  .map((relative) => path.resolve(import.meta.dirname, relative, 'platform-sdk.tgz'))
  .find((file) => existsSync(file));

/** The documentation of the API in the look of each licensee. The pages are the same for all; names and addresses are filled in. */
@Injectable()
export class DocsService {
  private document: Document;
  private pages: readonly DocPage[] = [];
  private readonly rendered = new Map<string, string>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly brands: BrandService,
    private readonly themes: Themes,
  ) {}

  /** Once, when the routes are known. */
  publish(document: OpenAPIObject): void {
    this.document = publicDocument(document);
    this.pages = [
      ...guidePages(this.document),
      ...referencePages(this.document),
      ...eventPages(this.document),
      ...problemPages(),
    ];
    this.rendered.clear();
  }

  /** The OpenAPI document in the name of the licensee. */
  async openApi(ctx: Context): Promise<object> {
    const { name, baseUrl } = await this.placeOf(ctx);
    return { ...this.document, info: { title: `${name} API`, version: '1' }, servers: [{ url: baseUrl }] };
  }

  /** @throws NotFound */
  async page(ctx: Context, at: string): Promise<DocHtml> {
    const page = this.pageAt(at);
    const { name, baseUrl } = await this.placeOf(ctx);
    const html = this.rendered.get(at) ?? withTries(renderMarkdown(page.markdown), page.tries ?? []);
    this.rendered.set(at, html);
    const body = filled(html, escapeHtml(name), escapeHtml(baseUrl));
    const canTry = (page.tries ?? []).some((one) => one !== undefined);
    return this.html(ctx, { title: page.title, path: at, group: page.group, body, query: '', canTry });
  }

  /** @throws NotFound */
  async markdown(ctx: Context, at: string): Promise<string> {
    const page = this.pageAt(at);
    const { name, baseUrl } = await this.placeOf(ctx);
    return `${filled(page.markdown, name, baseUrl)}\n`;
  }

  async search(ctx: Context, query: string): Promise<DocHtml> {
    const { name, baseUrl } = await this.placeOf(ctx);
    // What is shown of a page may begin and end anywhere in it.
    const pages = this.pages.map((page) => ({ ...page, markdown: filled(page.markdown, name, baseUrl) }));
    const hits = found(pages, query);
    const list = hits.map(
      ({ page, excerpt }) =>
        `<li><a href="/docs${page.path === '' ? '' : `/${page.path}`}">${escapeHtml(page.title)}</a><br>${escapeHtml(excerpt)}</li>`,
    );
    const body =
      `<h1>Search</h1><p role="status">${hits.length === 0 ? 'Nothing has all of these words.' : `${hits.length} pages have all of these words.`}</p>` +
      `<ul>${list.join('')}</ul>`;
    return this.html(ctx, { title: 'Search', path: undefined, group: undefined, body, query, canTry: false });
  }

  /** The pages for programs that read (https://llmstxt.org). */
  async llms(ctx: Context): Promise<string> {
    const { name, baseUrl } = await this.placeOf(ctx);
    const line = ({ path: at, title }: DocPage): string => `- [${title}](${baseUrl}/docs/${at || 'index'}.md)`;
    const of = (...groups: string[]): string =>
      this.pages
        .filter(({ group }) => groups.includes(group))
        .map(line)
        .join('\n');
    return [
      `# ${name} API`,
      '> Paid voice and video calls with advisors: people, wallets, calls, refunds, events, over REST and webhooks.',
      `The OpenAPI 3.1 document: ${baseUrl}/v1/openapi.json`,
      `## Guides\n\n${of('guides')}`,
      `## API reference\n\n${of('reference')}`,
      `## Optional\n\n${of('events', 'problems')}`,
      '',
    ].join('\n\n');
  }

  /** The SDK as a package. @throws NotFound where nobody packed it */
  sdk(): Buffer {
    if (SDK === undefined) throw new NotFound();
    return readFileSync(SDK);
  }

  private pageAt(at: string): DocPage {
    const page = this.pages.find((one) => one.path === at);
    if (!page) throw new NotFound();
    return page;
  }

  private async placeOf(ctx: Context): Promise<{ name: string; baseUrl: string }> {
    const { name, host } = await this.licensees.site(ctx);
    return { name, baseUrl: publicUrl(this.config, host) };
  }

  private async html(ctx: Context, shown: Shown): Promise<DocHtml> {
    const nonce = randomBytes(18).toString('base64url');
    return { html: docHtml(await this.brandOf(ctx), this.pages, shown, nonce), policy: docPolicy(nonce, shown.canTry) };
  }

  private async brandOf(ctx: Context): Promise<DocBrand> {
    const { licensee, live } = await this.db.read(ctx, async (tx) => ({
      licensee: await this.licensees.licenseeOf(tx),
      live: await this.brands.published(tx),
    }));
    const theme = this.themes.of(live.document);
    const { logoLight, logoDark } = assetUrls(live.document);
    return {
      name: licensee.name,
      css: themeCss(theme),
      iconVersion: live.version,
      logoLight,
      logoDark,
      themeColors: { light: theme.light.page, dark: theme.dark.page },
    };
  }
}

const filled = (text: string, name: string, baseUrl: string): string =>
  text
    .replaceAll('@@name@@', () => name)
    .replaceAll('@@baseUrl@@', () => baseUrl)
    .replaceAll('@@version@@', () => NEWEST_VERSION)
    .replaceAll('@@onThisMachine@@', () => hostsNote(new URL(baseUrl)));

/** Browsers and curl know where names under localhost lead; the libraries of some systems, and so Node and npm, do not. */
const hostsNote = ({ hostname }: URL): string =>
  hostname.endsWith('.localhost')
    ? ` Where Node and npm do not find ${hostname} (ENOTFOUND), put the line 127.0.0.1 ${hostname} into the hosts file of this machine first.`
    : '';

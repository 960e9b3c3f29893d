import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, type Context, Db, NotFound, parseId, publicUrl } from '@app/kernel';
import { AdvisorsService } from '@app/advisors';
import { type BrandDocument, BrandService, LOCALES, LicenseesService } from '@app/licensees';
import { themeCss } from '@app/theme';
import { type Face, faceOf, isOpenWhileSuspended } from './faces.js';
import { directionOf, languageOf } from './language.js';
import { type Head, contentPolicy, fillPage, neutralPage } from './page.js';
import { Themes } from './themes.service.js';
import { type WebFiles, webFiles } from './web-files.js';

export interface PageRequest {
  readonly path: string;
  readonly lang: string | undefined;
  readonly cookie: string | undefined;
  readonly acceptLanguage: string | undefined;
}

export interface ServedPage {
  readonly status: number;
  readonly html: string;
  readonly policy: string;
}

interface Subject {
  readonly title: string;
  readonly description: string;
  readonly jsonLd: object | null;
}

const CLOSED_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

/** The first HTML of every page: brand, language and what it is about are in it before any script runs (experience.md S1). */
@Injectable()
export class PagesService {
  private readonly files: WebFiles | undefined = webFiles();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly brands: BrandService,
    private readonly advisors: AdvisorsService,
    private readonly themes: Themes,
  ) {}

  /** @throws NotFound where no screens were built */
  async page(ctx: Context, request: PageRequest): Promise<ServedPage> {
    if (!this.files) throw new NotFound();
    const { kind, status } = await this.db.read(ctx, (tx) => this.licensees.licenseeOf(tx));
    const face = faceOf(kind, request.path);
    if (status !== 'active' && !isOpenWhileSuspended(face, request.path)) {
      const html = neutralPage('This service is paused', 'Please come back later.');
      return { status: 503, html, policy: CLOSED_POLICY };
    }
    const site = await this.licensees.site(ctx);
    const { document, version } = await this.db.read(ctx, (tx) => this.brands.published(tx));
    const locale = languageOf(
      { asked: request.lang, cookie: request.cookie, acceptLanguage: request.acceptLanguage, fallback: site.locale },
      LOCALES,
    );
    const subject = await this.subjectOf(ctx, face, request.path, site.name, tagline(document, locale));
    const theme = this.themes.of(document);
    const nonce = randomBytes(18).toString('base64url');
    const head: Head = {
      ...(subject ?? { title: site.name, description: '', jsonLd: null }),
      locale,
      direction: directionOf(locale),
      siteName: site.name,
      canonicalUrl: face === 'site' && subject ? `${publicUrl(this.config, site.host)}${request.path}` : null,
      languages: LOCALES,
      themeColors: { light: theme.light.page, dark: theme.dark.page },
      css: themeCss(theme),
      iconVersion: version,
      manifestUrl: face === 'site' ? '/manifest.webmanifest' : face === 'pro' ? '/pro/manifest.webmanifest' : null,
      nonce,
      boot: { face, locale, site },
    };
    return {
      status: subject ? 200 : 404,
      html: fillPage(this.files.templates[face], head),
      policy: contentPolicy(nonce, this.config.LIVEKIT_URL),
    };
  }

  /** Web application manifest of a face: the installed app carries the licensee's name and icon. */
  async manifest(ctx: Context, face: 'site' | 'pro'): Promise<object> {
    const site = await this.licensees.site(ctx);
    const { document, version } = await this.db.read(ctx, (tx) => this.brands.published(tx));
    const scope = face === 'pro' ? '/pro/' : '/';
    const icon = (size: number): object => ({
      src: `/brand/icons/${size}.png?v=${version}`,
      sizes: `${size}x${size}`,
      type: 'image/png',
    });
    return {
      id: scope,
      scope,
      start_url: scope,
      display: 'standalone',
      name: face === 'pro' ? `${site.name} Pro` : site.name,
      short_name: site.shortName,
      lang: site.locale,
      background_color: this.themes.of(document).light.page,
      theme_color: document.brandColor,
      icons: [
        icon(192),
        icon(512),
        { src: `/brand/icons/maskable.png?v=${version}`, sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      ],
    };
  }

  /** @throws NotFound where no screens were built */
  serviceWorker(): string {
    if (!this.files) throw new NotFound();
    return this.files.serviceWorker;
  }

  /** What the page is about; undefined when there is no such thing. */
  private async subjectOf(
    ctx: Context,
    face: Face,
    path: string,
    name: string,
    description: string,
  ): Promise<Subject | undefined> {
    const shown = face === 'site' ? /^\/advisors\/([^/]+)$/.exec(path)?.[1] : undefined;
    if (shown === undefined) return { title: name, description, jsonLd: null };
    const id = parseId('advisor', shown);
    if (id === undefined) return undefined;
    try {
      const advisor = await this.advisors.show(ctx, id);
      return {
        title: `${advisor.displayName} · ${name}`,
        description: advisor.headline || description,
        jsonLd: {
          '@context': 'https://schema.org',
          '@type': 'Person',
          name: advisor.displayName,
          description: advisor.headline,
          identifier: advisor.id,
          knowsLanguage: advisor.languages,
        },
      };
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }
}

const tagline = (document: BrandDocument, locale: string): string => {
  const lines: Partial<Record<string, string>> = document.tagline;
  return lines[locale] ?? lines['en'] ?? '';
};

import { Choice, Id, Part, Shown, Text, TextMap, Whole, publicId } from '@app/kernel';
import {
  type BrandDocument,
  FONTS,
  MAX_TAGLINE_LENGTH,
  MAX_TEXTS,
  MAX_TEXT_LENGTH,
  RADII,
  TEXT_KEY,
  WARMTHS,
} from './brand.js';

const Colour = (description: string, nullable = false): PropertyDecorator =>
  Text({ description, min: 7, max: 7, pattern: /^#[0-9a-fA-F]{6}$/, example: '#1d4e89', nullable });
const Tagline = (language: string): PropertyDecorator =>
  Text({
    description: `In ${language}`,
    optional: true,
    min: 0,
    max: MAX_TAGLINE_LENGTH,
    example: 'Ask someone who knows',
  });
const Texts = (language: string): PropertyDecorator =>
  TextMap({
    description: `Texts of the screens that the licensee says in other words, in ${language}`,
    optional: true,
    key: TEXT_KEY,
    max: MAX_TEXT_LENGTH,
    maxKeys: MAX_TEXTS,
    example: { 'home.title': 'Advice in minutes' },
  });
const Asset = (description: string): PropertyDecorator => Id('asset', { description, nullable: true });

export class BrandTaglines {
  @Tagline('English')
  en?: string;

  @Tagline('German')
  de?: string;
}

export class BrandTexts {
  @Texts('English')
  en?: Record<string, string>;

  @Texts('German')
  de?: Record<string, string>;
}

export class BrandDocumentBody implements BrandDocument {
  @Colour('Main colour; any is accepted, the screens derive tones with enough contrast')
  brandColor: string;

  @Colour('Second colour; null = derived from the main one', true)
  accentColor: string | null;

  @Choice({ description: 'Tone of the greys', of: WARMTHS })
  warmth: BrandDocument['warmth'];

  @Choice({ description: 'Roundness of corners', of: RADII })
  radius: BrandDocument['radius'];

  @Choice({ description: 'Family of the type', of: FONTS })
  font: BrandDocument['font'];

  @Part(() => BrandTaglines, { description: 'One line about the brand, by language' })
  tagline: BrandTaglines;

  @Part(() => BrandTexts, {
    description: 'Own words by language and name of the text; what is missing is said in the words of the product',
  })
  texts: BrandTexts;

  @Asset('Logo on a light ground')
  logoLight: string | null;

  @Asset('Logo on a dark ground')
  logoDark: string | null;

  @Asset('Square icon: home screen, tab, notification')
  icon: string | null;
}

const Revision = (): PropertyDecorator =>
  Whole({
    description: 'Revision of the draft that you have seen; 409 when it is no longer that one',
    min: 0,
    max: 2_000_000_000,
    example: 1,
  });

export class SaveDraftRequest {
  @Part(() => BrandDocumentBody, { description: 'The whole draft' })
  document: BrandDocumentBody;

  @Revision()
  revision: number;
}

export class PublishRequest {
  @Revision()
  revision: number;
}

export class BrandDraftResponse {
  @Shown('What is being edited; as published while nobody has changed anything', { type: () => BrandDocumentBody })
  document: BrandDocumentBody;

  @Shown('Counts the changes; send it back with the next one', { type: 'integer', example: 4 })
  revision: number;

  @Shown('Time of the last change', { type: String, format: 'date-time', nullable: true })
  changedAt: string | null;
}

export class PublishedBrandResponse {
  @Shown('Number of the version', { type: 'integer', example: 3 })
  number: number;

  @Shown('What is live', { type: () => BrandDocumentBody })
  document: BrandDocumentBody;

  @Shown('Live since', { format: 'date-time' })
  publishedAt: string;
}

export class BrandVersionRow {
  @Shown('Counts from 1', { type: 'integer', example: 3 })
  number: number;

  @Shown('`published`: live now', { enum: ['published', 'archived'] })
  state: 'published' | 'archived';

  @Shown('The version it is a copy of', { type: 'integer', nullable: true })
  restoredFrom: number | null;

  @Shown('Who published it; null = the system', { type: String, nullable: true, example: 'Olivia Owner' })
  authorName: string | null;

  @Shown('Time of its making', { format: 'date-time' })
  createdAt: string;

  @Shown('Time when it went live', { format: 'date-time' })
  publishedAt: string;
}

export class BrandVersionResponse extends BrandVersionRow {
  @Shown('The brand of this version', { type: () => BrandDocumentBody })
  document: BrandDocumentBody;
}

export class BrandResponse {
  @Shown('What is being edited', { type: () => BrandDraftResponse })
  draft: BrandDraftResponse;

  @Shown('What is live; null = the default look', { type: () => PublishedBrandResponse, nullable: true })
  published: PublishedBrandResponse | null;

  @Shown('The newest 100 versions, newest first', { type: () => BrandVersionRow, isArray: true })
  versions: BrandVersionRow[];
}

export class AssetResponse {
  @Shown('Put it into the draft', { example: publicId('asset', '01900000-0000-7000-8000-000000000001') })
  id: string;

  @Shown('Address on the host of the licensee', {
    example: `/brand/assets/${publicId('asset', '01900000-0000-7000-8000-000000000001')}`,
  })
  url: string;

  @Shown('Width in pixels', { type: 'integer', example: 640 })
  width: number;

  @Shown('Height in pixels', { type: 'integer', example: 160 })
  height: number;

  @Shown('Type of what we keep', { enum: ['image/png'] })
  mime: string;

  @Shown('Logos: contrast of its mean tone on #ffffff, 1 to 21; below 3 it is hard to see', {
    type: Number,
    nullable: true,
    example: 8.4,
  })
  contrastOnLight: number | null;

  @Shown('Logos: contrast of its mean tone on #1a1a1a, 1 to 21; below 3 it is hard to see', {
    type: Number,
    nullable: true,
    example: 2.1,
  })
  contrastOnDark: number | null;
}

/** The part of a brand that the screens of the site need. */
export class SiteBrand {
  @Shown('Number of the live version; 0 = the default look', { type: 'integer', example: 3 })
  version: number;

  @Shown('The live brand', { type: () => BrandDocumentBody })
  document: BrandDocumentBody;
}

const Address = (what: string): PropertyDecorator =>
  Shown(`Address of the ${what} on this host`, { type: String, nullable: true });

export class SiteAssets {
  @Address('logo on a light ground')
  logoLight: string | null;

  @Address('logo on a dark ground')
  logoDark: string | null;

  @Address('icon; without one there is a drawn one at /brand/icons/512.png')
  icon: string | null;
}

const idView = (id: string | null): string | null => (id === null ? null : publicId('asset', id));

/** With public ids, as the API shows it. */
export const documentView = (document: BrandDocument): BrandDocumentBody => ({
  ...document,
  logoLight: idView(document.logoLight),
  logoDark: idView(document.logoDark),
  icon: idView(document.icon),
});

const urlView = (id: string | null): string | null => (id === null ? null : assetUrl(id));

export const assetUrl = (id: string): string => `/brand/assets/${publicId('asset', id)}`;

/** Addresses of the pictures of a brand, on the licensee's own host. */
export const assetUrls = ({ logoLight, logoDark, icon }: BrandDocument): SiteAssets => ({
  logoLight: urlView(logoLight),
  logoDark: urlView(logoDark),
  icon: urlView(icon),
});

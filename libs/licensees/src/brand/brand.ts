/** Languages of every site. */
export const LOCALES = ['en', 'de'] as const;
export type Locale = (typeof LOCALES)[number];

export const WARMTHS = ['cool', 'neutral', 'warm'] as const;
export const RADII = ['none', 'small', 'medium', 'large'] as const;
export const FONTS = ['inter', 'system', 'serif'] as const;
export const ASSET_KINDS = ['logo_light', 'logo_dark', 'icon'] as const;
export type AssetKind = (typeof ASSET_KINDS)[number];

/** Name of a text of the user interface, as the screens call it. */
export const TEXT_KEY = /^[a-z][a-zA-Z0-9.]{0,79}$/;
export const MAX_TEXTS = 100;
export const MAX_TEXT_LENGTH = 500;
export const MAX_TAGLINE_LENGTH = 160;

/** How a licensee looks and speaks (features.md A8). Locales and texts that are left out fall back to those of the product. */
export interface BrandDocument {
  /** `#rrggbb`. Any colour: the theme engine derives what has enough contrast. */
  readonly brandColor: string;
  readonly accentColor: string | null;
  readonly warmth: (typeof WARMTHS)[number];
  readonly radius: (typeof RADII)[number];
  readonly font: (typeof FONTS)[number];
  readonly tagline: Readonly<Partial<Record<Locale, string>>>;
  readonly texts: Readonly<Partial<Record<Locale, Readonly<Record<string, string>>>>>;
  /** UUIDs of assets. */
  readonly logoLight: string | null;
  readonly logoDark: string | null;
  readonly icon: string | null;
}

/** The look of a licensee who has published nothing yet. */
export const DEFAULT_BRAND: BrandDocument = Object.freeze({
  brandColor: '#2f5fb3',
  accentColor: null,
  warmth: 'neutral',
  radius: 'medium',
  font: 'inter',
  tagline: {},
  texts: {},
  logoLight: null,
  logoDark: null,
  icon: null,
});

/** Assets a document speaks of. */
export const assetsOf = ({ logoLight, logoDark, icon }: BrandDocument): string[] => [
  ...new Set([logoLight, logoDark, icon].filter((id) => id !== null)),
];

/**
 * The one form of a document: colours in lower case, no member that says nothing. An empty text is no override. Half of a character is replaced, for
 * Postgres keeps none in JSON.
 */
export function normalBrand(document: BrandDocument): BrandDocument {
  const texts = LOCALES.map((locale) => [locale, spoken(document.texts[locale] ?? {})] as const);
  return {
    brandColor: document.brandColor.toLowerCase(),
    accentColor: document.accentColor?.toLowerCase() ?? null,
    warmth: document.warmth,
    radius: document.radius,
    font: document.font,
    tagline: spoken(document.tagline),
    texts: Object.fromEntries(texts.filter(([, some]) => Object.keys(some).length > 0)),
    logoLight: document.logoLight,
    logoDark: document.logoDark,
    icon: document.icon,
  };
}

const spoken = (texts: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) => {
      const clean = text?.trim().toWellFormed() ?? '';
      return clean === '' ? [] : [[key, clean]];
    }),
  );

export interface Changes {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** What differs, by the path of the member (`texts.de.home.title`), null where it is missing. Undefined when nothing does. */
export function changesBetween(before: BrandDocument, after: BrandDocument): Changes | undefined {
  const [old, now] = [leaves(before), leaves(after)];
  const paths = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (path) => (old[path] ?? null) !== (now[path] ?? null),
  );
  if (paths.length === 0) return undefined;
  const only = (all: Record<string, unknown>) => Object.fromEntries(paths.map((path) => [path, all[path] ?? null]));
  return { before: only(old), after: only(now) };
}

function leaves(value: object, parent = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
      typeof inner === 'object' && inner !== null
        ? Object.entries(leaves(inner, `${parent}${name}.`))
        : [[`${parent}${name}`, inner]],
    ),
  );
}

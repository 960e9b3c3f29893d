import i18next, { type BackendModule, type ResourceKey } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { boot, type Face } from './boot.ts';
import { pseudo } from './pseudo.ts';

/** Languages that have a catalogue, and two made ones for tests: longer words, and right to left. */
export const LANGUAGES = ['en', 'de'] as const;
export const PSEUDO_LANGUAGES = ['en-XA', 'ar-XB'] as const;

const catalogues = import.meta.glob<ResourceKey>('../locales/*/*.json', { import: 'default' });

const source = (language: string, namespace: string): Promise<ResourceKey> => {
  const load = catalogues[`../locales/${language}/${namespace}.json`];
  if (!load) throw new Error(`there is no catalogue ${language}/${namespace}`);
  return load();
};

const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read: (language, namespace, done) => {
    const made = (PSEUDO_LANGUAGES as readonly string[]).includes(language);
    source(made ? 'en' : language, namespace).then(
      (catalogue) => done(null, made ? pseudo(catalogue, language) : catalogue),
      (error: unknown) => done(error instanceof Error ? error : String(error), null),
    );
  },
};

/** The language of the page, for `Intl`; the made languages format like English and Arabic. */
export const localeTag = (): string =>
  i18next.language === 'en-XA' ? 'en' : i18next.language === 'ar-XB' ? 'ar' : i18next.language;

/** Loads the catalogues of a face in the language that the API chose for this page. */
export async function startI18n(face: Face, ...more: string[]): Promise<void> {
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: boot.locale,
      // A made language has no catalogue of its bare language ("ar") to fall back to.
      load: 'currentOnly',
      fallbackLng: 'en',
      ns: ['common', face, ...more],
      defaultNS: face,
      fallbackNS: 'common',
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  overrideTexts(boot.site.brand.document.texts, boot.locale);
}

/** Loads the words of a part that only some pages have. */
export async function loadNamespace(
  namespace:
    | 'account'
    | 'bookings'
    | 'calendars'
    | 'call'
    | 'company'
    | 'complaints'
    | 'coupons'
    | 'developers'
    | 'entry'
    | 'invoices'
    | 'links'
    | 'mail'
    | 'mails'
    | 'money'
    | 'payouts'
    | 'push'
    | 'texts'
    | 'trust'
    | 'waiting'
    | 'wallet'
    | 'webhooks'
    | 'withdrawal',
): Promise<void> {
  if (i18next.hasLoadedNamespace(namespace)) return;
  await i18next.loadNamespaces(namespace);
  overrideTexts(lastTexts, i18next.language);
}

/** What people agree to word by word stays ours: the API keeps the version of these words with each agreement. */
export const isFixedText = (name: string): boolean => name.includes('.mandate');

type OwnTexts = typeof boot.site.brand.document.texts;
let lastTexts: OwnTexts = boot.site.brand.document.texts;
/** Our words that the licensee's stand in for, so that they can come back. */
const ours = new Map<string, { language: string; namespace: string; key: string; text: string }>();

/** Words that the licensee chose instead of ours (brand editor, L2.7). Keys are `namespace.key`. */
function overrideTexts(texts: OwnTexts, language: string): void {
  for (const { language, namespace, key, text } of ours.values()) i18next.addResource(language, namespace, key, text);
  const own = (texts as Record<string, Record<string, string> | undefined>)[language] ?? {};
  for (const [name, value] of Object.entries(own)) {
    const [namespace = '', ...rest] = name.split('.');
    const key = rest.join('.');
    const text: unknown = i18next.getResource(language, namespace, key);
    if (typeof text !== 'string' || isFixedText(name)) continue;
    if (!ours.has(`${language}/${name}`)) ours.set(`${language}/${name}`, { language, namespace, key, text });
    i18next.addResource(language, namespace, key, value);
  }
}

/** Says everything on the page in these words and this language from now on. */
export async function applyTexts(texts: OwnTexts, language: string): Promise<void> {
  lastTexts = texts;
  await i18next.loadLanguages(language);
  overrideTexts(texts, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Remembers the choice in a cookie that the API reads, and loads the page anew in that language. */
export function chooseLanguage(language: string): void {
  document.cookie = `lang=${encodeURIComponent(language)}; path=/; max-age=31536000; samesite=lax`;
  const url = new URL(location.href);
  url.searchParams.delete('lang');
  location.replace(url);
}

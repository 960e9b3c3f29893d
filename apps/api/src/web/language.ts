/** Two made languages for tests of the screens: 40 % longer words, and right to left. */
const MADE = ['en-XA', 'ar-XB'] as const;
const RIGHT_TO_LEFT = /^(ar|he|fa|ur)\b/;

export const directionOf = (locale: string): 'ltr' | 'rtl' => (RIGHT_TO_LEFT.test(locale) ? 'rtl' : 'ltr');

interface Wishes {
  /** `?lang=` of the address. */
  readonly asked: string | undefined;
  /** The Cookie header, which may hold an earlier choice. */
  readonly cookie: string | undefined;
  readonly acceptLanguage: string | undefined;
  /** The licensee's own language. */
  readonly fallback: string;
}

/** The language of a page: address, earlier choice, browser, licensee, in this order (experience.md S1.5). */
export function languageOf({ asked, cookie, acceptLanguage, fallback }: Wishes, offered: readonly string[]): string {
  const chosen = /(?:^|;\s*)lang=([\w-]{2,10})/.exec(cookie ?? '')?.[1];
  const explicit = [asked, chosen].find(
    (one) => one !== undefined && [...offered, ...MADE].some((known) => known === one),
  );
  if (explicit !== undefined) return explicit;
  const browser = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const q = /q=(0(?:\.\d{1,3})?|1(?:\.0{1,3})?)/.exec(parameters.join(';'))?.[1];
      return { base: tag.split('-')[0]!.toLowerCase(), permille: q === undefined ? 1000 : thousandths(q) };
    })
    .sort((a, b) => b.permille - a.permille)
    .find(({ base, permille }) => permille > 0 && offered.includes(base));
  return browser?.base ?? (offered.includes(fallback) ? fallback : 'en');
}

/** "0.75" -> 750. */
const thousandths = (q: string): number => Number.parseInt(q.replace('.', '').padEnd(4, '0'), 10);

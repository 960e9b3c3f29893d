import type { MailLocale } from '../mail/templates.js';
import type { TextKind } from './texts.js';

/**
 * What somebody agrees to who adds a number. Another text is another version: what was agreed to stays provable. Versions of before stay here.
 */
export const CONSENT_VERSION = 1;
const CONSENT: Readonly<Record<number, Readonly<Record<MailLocale, string>>>> = {
  1: {
    en: 'I agree that {{brand}} texts me on this number about calls that ring for me and that I missed. No advertising. I can take this back at any time, here or by answering STOP.',
    de: 'Ich bin einverstanden, dass {{brand}} mir an diese Nummer schreibt, wenn ich angerufen werde oder einen Anruf verpasst habe. Keine Werbung. Ich kann das jederzeit zurücknehmen, hier oder indem ich STOP antworte.',
  },
};

/** Nothing of a person is in them: they lie open on locked screens and at the provider. */
const WORDS: Readonly<Record<TextKind, Readonly<Record<MailLocale, string>>>> = {
  code: {
    en: '{{brand}}: your code is {{code}}. It counts for ten minutes. Do not pass it on.',
    de: '{{brand}}: Ihr Code ist {{code}}. Er gilt zehn Minuten. Geben Sie ihn nicht weiter.',
  },
  incoming_call: {
    en: '{{brand}}: somebody is calling you now. Open {{link}}',
    de: '{{brand}}: Sie werden gerade angerufen. Öffnen Sie {{link}}',
  },
  missed_call: {
    en: '{{brand}}: you missed a call. Open {{link}}',
    de: '{{brand}}: Sie haben einen Anruf verpasst. Öffnen Sie {{link}}',
  },
};

export interface TextValues {
  readonly brand: string;
  readonly link: string;
  readonly code: string;
}

const filled = (words: string, values: Partial<TextValues>): string =>
  words.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name as keyof TextValues] ?? '');

export const consentText = (locale: MailLocale, brand: string): string =>
  filled(CONSENT[CONSENT_VERSION]![locale], { brand });

export const textOf = (kind: TextKind, locale: MailLocale, values: TextValues): string =>
  filled(WORDS[kind][locale], values);

/** What the placeholders of a template at the provider get: {{1}} is the code, or the brand with the link as {{2}}. A template for codes may hold the code alone. */
export const valuesOf = (kind: TextKind, { brand, link, code }: TextValues): string[] =>
  kind === 'code' ? [code] : [brand, link];

/** The letters of GSM 03.38 that take one place; those of the second table take two. */
const GSM =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_TWO = '^{}\\[~]|€\f';

/** Parts of an SMS, which is what it costs: the provider does not say it when a messaging service sends. A letter that GSM does not have makes all of them wide. */
export function segmentsOf(text: string): number {
  let places = 0;
  for (const letter of text) {
    if (GSM.includes(letter)) places += 1;
    else if (GSM_TWO.includes(letter)) places += 2;
    else return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
  }
  return places <= 160 ? 1 : Math.ceil(places / 153);
}

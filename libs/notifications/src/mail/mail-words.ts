import { ENGLISH } from './mail-words-en.js';
import { GERMAN } from './mail-words-de.js';

/** The standard words of every mail. */
export const MAIL_WORDS = { en: ENGLISH, de: GERMAN };

/** What stands around a mail. */
export const FRAME_WORDS = {
  en: { stop: 'Stop these mails' },
  de: { stop: 'Diese Mails abbestellen' },
} as const;

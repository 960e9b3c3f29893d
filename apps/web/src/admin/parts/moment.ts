import { localeTag } from '~/shared/i18n.ts';

/** A time to the second, with its zone: where the order of events is what is looked for. */
export const moment = (iso: string): string =>
  new Intl.DateTimeFormat(localeTag(), {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(iso));

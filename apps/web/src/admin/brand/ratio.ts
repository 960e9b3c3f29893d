import { localeTag } from '~/shared/i18n.ts';

/** "4.58:1". Rounded down, so that a figure never claims more than there is. */
export const ratio = (contrast: number): string =>
  `${new Intl.NumberFormat(localeTag(), { maximumFractionDigits: 2, roundingMode: 'floor' }).format(contrast)}:1`;

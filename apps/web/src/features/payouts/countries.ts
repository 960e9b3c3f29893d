import { countryName } from '~/shared/countries.ts';
import { localeTag } from '~/shared/i18n.ts';

/** Where payouts reach. The API has the last word and refuses the others (country-not-paid). */
const PAID_COUNTRIES =
  'AT BE BG CA CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK US'.split(' ');

/** The countries to choose from, in the order of the reader's language. */
export function countryChoices(): { value: string; label: string }[] {
  const order = new Intl.Collator(localeTag());
  return PAID_COUNTRIES.map((value) => ({ value, label: countryName(value) ?? value })).sort((a, b) =>
    order.compare(a.label, b.label),
  );
}

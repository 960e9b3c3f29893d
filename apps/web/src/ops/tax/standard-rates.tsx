import { useTranslation } from 'react-i18next';
import { countryName } from '~/shared/countries.ts';
import { percent } from '~/shared/format.ts';
import { type Column, DataTable, DataView, EmptyState } from '~/shared/ui/index.ts';
import { Section } from '../ui/section.tsx';
import { AddRate } from './add-rate.tsx';
import { type CountryRates, type Step, ratesByCountry, useStandardRates } from './use-rates.ts';

/** The platform's table, a row for each country. A day that has begun keeps its rate, so nothing is edited: a rate is added with its first day. */
export function StandardRates() {
  const { t } = useTranslation('ops');
  const rates = useStandardRates();
  const steps = (some: readonly Step[]): string =>
    some.length === 0
      ? '–'
      : some.map(({ effectiveFrom: day, rateBp }) => t('tax.rateFrom', { rate: percent(rateBp), day })).join(', ');
  const columns: Column<CountryRates>[] = [
    { id: 'country', header: t('tax.country'), cell: ({ country }) => countryName(country) ?? country },
    {
      id: 'rate',
      header: t('tax.inForce'),
      numeric: true,
      cell: ({ inForce }) => (inForce ? percent(inForce.rateBp) : t('tax.noneYet')),
    },
    { id: 'since', header: t('tax.firstDay'), cell: ({ inForce }) => inForce?.effectiveFrom ?? '–' },
    { id: 'toCome', header: t('tax.toCome'), cell: ({ toCome }) => steps(toCome) },
    { id: 'past', header: t('tax.past'), cell: ({ past }) => steps(past) },
  ];
  return (
    <Section title={t('tax.rates')} intro={t('tax.ratesText')}>
      <AddRate />
      <DataView
        query={rates}
        isEmpty={({ data }) => data.length === 0}
        empty={<EmptyState title={t('tax.none')} text={t('tax.noneText')} />}
      >
        {({ data }) => (
          <DataTable
            caption={t('tax.rates')}
            rows={ratesByCountry(data, new Date().toISOString().slice(0, 10))}
            rowKey={({ country }) => country}
            columns={columns}
          />
        )}
      </DataView>
    </Section>
  );
}

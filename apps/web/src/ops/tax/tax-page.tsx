import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TaxReturns, type TaxReturnsSource } from '~/features/company/index.ts';
import { api, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { Page } from '~/shared/ui/index.ts';
import { Section } from '../ui/section.tsx';
import { Dac7 } from './dac7.tsx';
import { StandardRates } from './standard-rates.tsx';

const RETURNS: TaxReturnsSource = {
  base: '/v1/operator',
  oss: (quarter) => unwrap(api.GET('/v1/operator/oss-return', { params: { query: { quarter } } })),
  ecSales: (quarter) => unwrap(api.GET('/v1/operator/ec-sales-list', { params: { query: { quarter } } })),
};

/** What the platform knows of tax: the rates of countries, for every licensee that has none of its own there, and the yearly report of platforms. */
export function TaxPage() {
  const { t } = useTranslation('ops');
  const company = useTranslation('company').t;
  return (
    <Page title={t('tax.title')} intro={t('tax.intro')}>
      <Stack gap="lg">
        <StandardRates />
        <Section title={company('returns.title')} intro={company('returns.opsText')}>
          <TaxReturns source={RETURNS} onSaved={() => void queryClient.invalidateQueries({ queryKey: ['audit'] })} />
        </Section>
        <Dac7 />
      </Stack>
    </Page>
  );
}

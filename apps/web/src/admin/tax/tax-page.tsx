import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TaxReturns, type TaxReturnsSource } from '~/features/company/index.ts';
import { api, unwrap } from '~/shared/api/index.ts';
import { Page } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { TaxRates } from './tax-rates.tsx';
import { UserInvoiceRules } from './user-invoices.tsx';
import { TaxReport } from './tax-report.tsx';

const RETURNS: TaxReturnsSource = {
  base: '/v1/staff',
  oss: (quarter) => unwrap(api.GET('/v1/staff/oss-return', { params: { query: { quarter } } })),
  ecSales: (quarter) => unwrap(api.GET('/v1/staff/ec-sales-list', { params: { query: { quarter } } })),
};

/** Tax of the calls: what is owed by country and quarter, and the rates behind it [E24]. */
export function TaxPage() {
  const { t } = useTranslation('admin');
  const company = useTranslation('company').t;
  return (
    <Page title={t('tax.title')} intro={t('tax.intro')}>
      <Stack gap="xl">
        <TaxReport />
        <Section title={company('returns.title')} text={company('returns.text')}>
          <TaxReturns source={RETURNS} />
        </Section>
        <TaxRates />
        <UserInvoiceRules />
      </Stack>
    </Page>
  );
}

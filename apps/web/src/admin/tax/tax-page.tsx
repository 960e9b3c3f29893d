import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Page } from '~/shared/ui/index.ts';
import { TaxRates } from './tax-rates.tsx';
import { UserInvoiceRules } from './user-invoices.tsx';
import { TaxReport } from './tax-report.tsx';

/** Tax of the calls: what is owed by country and quarter, and the rates behind it [E24]. */
export function TaxPage() {
  const { t } = useTranslation('admin');
  return (
    <Page title={t('tax.title')} intro={t('tax.intro')}>
      <Stack gap="xl">
        <TaxReport />
        <TaxRates />
        <UserInvoiceRules />
      </Stack>
    </Page>
  );
}

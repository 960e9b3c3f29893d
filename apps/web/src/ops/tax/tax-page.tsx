import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Page } from '~/shared/ui/index.ts';
import { Dac7 } from './dac7.tsx';
import { StandardRates } from './standard-rates.tsx';

/** What the platform knows of tax: the rates of countries, for every licensee that has none of its own there, and the yearly report of platforms. */
export function TaxPage() {
  const { t } = useTranslation('ops');
  return (
    <Page title={t('tax.title')} intro={t('tax.intro')}>
      <Stack gap="lg">
        <StandardRates />
        <Dac7 />
      </Stack>
    </Page>
  );
}

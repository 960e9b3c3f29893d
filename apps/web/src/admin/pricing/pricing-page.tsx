import { Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataView, LoadingState, Page } from '~/shared/ui/index.ts';
import { useStaff } from '../staff.tsx';
import { Calculator } from './calculator.tsx';
import { PlannedChange } from './planned-change.tsx';
import { RuleList } from './rule-list.tsx';
import { RulesForm } from './rules-form.tsx';
import { usePricing } from './use-pricing.ts';

export function PricingPage() {
  const { t } = useTranslation('admin');
  const { is } = useStaff();
  const pricing = usePricing();
  const mayChange = is('owner', 'admin');
  return (
    <Page title={t('pricing.title')} intro={t('pricing.intro')}>
      <DataView query={pricing} loading={<LoadingState lines={6} height={80} />}>
        {(data) => (
          <Stack gap="xl">
            {data.planned && <PlannedChange pricing={data} planned={data.planned} mayCancel={mayChange} />}
            {is('owner', 'admin', 'finance') && <Calculator pricing={data} />}
            {mayChange ? <RulesForm pricing={data} /> : <RuleList pricing={data} />}
          </Stack>
        )}
      </DataView>
    </Page>
  );
}

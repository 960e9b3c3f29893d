import { useTranslation } from 'react-i18next';
import { DataView, LoadingState } from '~/shared/ui/index.ts';
import { Facts, Section } from '../parts/facts.tsx';
import { useBearers } from './use-licence.ts';

/** Who bears Stripe's fees and disputes, and who sells the calls, as agreed with the operator. */
export function Bearers() {
  const { t } = useTranslation('admin');
  const query = useBearers();
  return (
    <Section title={t('licence.bearers.title')} text={t('licence.bearers.text')}>
      <DataView query={query} loading={<LoadingState lines={2} height={40} />}>
        {({ stripeFeeBearer, disputeBearer, disputeFeeBearer, sellerOfRecord }) => (
          <Facts
            facts={[
              { label: t('licence.bearers.stripeFee'), value: t(`licence.bearers.sides.${stripeFeeBearer}`) },
              { label: t('licence.bearers.disputeLoss'), value: t(`licence.bearers.sides.${disputeBearer}`) },
              { label: t('licence.bearers.disputeFee'), value: t(`licence.bearers.sides.${disputeFeeBearer}`) },
              { label: t('licence.bearers.seller'), value: t(`licence.bearers.sides.${sellerOfRecord}`) },
            ]}
          />
        )}
      </DataView>
    </Section>
  );
}

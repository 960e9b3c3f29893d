import { Card, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { day } from '~/features/payouts/index.ts';
import { boot } from '~/shared/boot.ts';
import { money } from '~/shared/format.ts';
import { DataView, LoadingState } from '~/shared/ui/index.ts';
import { useSummary } from '../live/queries.ts';

/** What goes out next and when, in one sentence. */
export function NextPayout() {
  const { t } = useTranslation('pro');
  const summary = useSummary();
  return (
    <Card withBorder component="section" aria-label={t('earnings.nextPayout')}>
      <DataView query={summary} loading={<LoadingState lines={1} height={48} />}>
        {({ availableMinor, balanceMinor, minimumMinor, nextPayoutOn, payoutFeeBearer, currency }) => (
          <>
            <Text fw={600}>
              {nextPayoutOn !== null
                ? t('payouts.nextOn', { date: day(nextPayoutOn) })
                : t(balanceMinor > 0 ? 'payouts.nextLater' : 'payouts.nextNone')}
            </Text>
            <Text size="sm" c="dimmed">
              {t('payouts.nextText', {
                amount: money(availableMinor, currency),
                minimum: money(minimumMinor, currency),
              })}
            </Text>
            <Text size="sm" c="dimmed">
              {t(`payouts.fee.${payoutFeeBearer}`, { name: boot.site.name })}
            </Text>
          </>
        )}
      </DataView>
    </Card>
  );
}

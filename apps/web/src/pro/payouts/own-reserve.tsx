import { Card, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { date, money, percent } from '~/shared/format.ts';
import { DataView, LoadingState } from '~/shared/ui/index.ts';

/** What of the advisor's payouts is kept back, and the day of each release [J15]. Nothing is shown where nothing is kept. */
export function OwnReserve() {
  const { t } = useTranslation('pro');
  const query = useQuery({
    queryKey: ['payouts', 'reserve'],
    queryFn: () => unwrap(api.GET('/v1/advisor/reserve', {})),
  });
  if (query.data?.reserveBp === 0 && query.data.kept.length === 0) return null;
  return (
    <Card withBorder component="section" aria-label={t('payouts.reserve.title')}>
      <DataView query={query} loading={<LoadingState lines={1} height={48} />}>
        {({ reserveBp, reserveDays, isOwn, kept }) => (
          <>
            <Text fw={600}>
              {t(isOwn ? 'payouts.reserve.own' : 'payouts.reserve.ofAll', {
                share: percent(reserveBp),
                days: reserveDays,
              })}
            </Text>
            <ul>
              {kept.map(({ amountMinor, currency, releaseAt }) => (
                <li key={releaseAt}>
                  {t('payouts.reserve.kept', { amount: money(amountMinor, currency), date: date(releaseAt) })}
                </li>
              ))}
            </ul>
          </>
        )}
      </DataView>
    </Card>
  );
}

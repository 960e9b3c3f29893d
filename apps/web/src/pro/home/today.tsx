import { Anchor, Card, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { money, number } from '~/shared/format.ts';
import { DataView, LoadingState } from '~/shared/ui/index.ts';
import { useSummary } from '../live/queries.ts';
import { dateIn } from '../zone.ts';

/** What today has brought, in the licensee's day. */
export function Today() {
  const { t } = useTranslation('pro');
  const summary = useSummary();
  return (
    <section aria-label={t('home.today')}>
      <DataView query={summary} loading={<LoadingState lines={1} height={104} />}>
        {({ todayMinor, callsToday, currency, timeZone }) => {
          const today = dateIn(timeZone);
          return (
            <div className="figures">
              <Card withBorder>
                <Text c="dimmed" size="sm">
                  {t('home.earnedToday')}
                </Text>
                <Text fw={700} fz="1.5rem">
                  {money(todayMinor, currency)}
                </Text>
                <Anchor component={Link} to="/earnings" search={{ from: today, to: today } as never} size="sm">
                  {t('home.openEarnings')}
                </Anchor>
              </Card>
              <Card withBorder>
                <Text c="dimmed" size="sm">
                  {t('home.callsToday')}
                </Text>
                <Text fw={700} fz="1.5rem">
                  {number(callsToday)}
                </Text>
                <Anchor component={Link} to="/statistics" size="sm">
                  {t('home.openStatistics')}
                </Anchor>
              </Card>
            </div>
          );
        }}
      </DataView>
    </section>
  );
}

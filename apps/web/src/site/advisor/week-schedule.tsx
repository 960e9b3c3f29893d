import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataView, LoadingState } from '~/shared/ui/index.ts';
import { longDay, timeSpan, visitorZone } from '../lib/time.ts';
import { daysOf, useSchedule } from './schedule.ts';

export function WeekSchedule({ advisorId }: { advisorId: string }) {
  const { t } = useTranslation('site');
  const query = useSchedule(advisorId);
  return (
    <section aria-labelledby="schedule">
      <Title order={2} size="h4" id="schedule">
        {t('schedule.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('schedule.zone', { zone: visitorZone() })}
      </Text>
      <DataView
        query={query}
        loading={<LoadingState lines={3} height={24} />}
        isEmpty={(intervals) => intervals.length === 0}
        empty={<Text>{t('schedule.none')}</Text>}
      >
        {(intervals) => (
          <Stack gap={6} component="dl" m={0} maw="32rem">
            {daysOf(intervals).map(({ day, first, spans }) => (
              <div key={day} style={{ display: 'grid', gridTemplateColumns: '1fr auto', columnGap: '1rem' }}>
                <Text component="dt">{longDay(first)}</Text>
                {spans.map(({ from, to }) => (
                  <Text component="dd" m={0} ta="end" key={from.toISOString()} style={{ gridColumn: 2 }}>
                    {timeSpan(from, to)}
                  </Text>
                ))}
              </div>
            ))}
          </Stack>
        )}
      </DataView>
    </section>
  );
}

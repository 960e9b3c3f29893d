import { Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime, money } from '~/shared/format.ts';
import { DataView, StatusBadge } from '~/shared/ui/index.ts';
import { Section } from '../ui/section.tsx';
import { type PayoutSchedule, useSchedule } from './use-treasury.ts';

/** Whether Stripe pays out by itself: it must not, most of the money is not the operator's. */
export function ScheduleOf() {
  const { t } = useTranslation('ops');
  const query = useSchedule();
  return (
    <Section title={t('treasury.schedule')} intro={t('treasury.scheduleText')}>
      <DataView query={query}>{(schedule) => <Said schedule={schedule} />}</DataView>
    </Section>
  );
}

function Said({ schedule: { schedule, isManual, saidAt, floors } }: { schedule: PayoutSchedule }) {
  const { t } = useTranslation('ops');
  if (saidAt === null) return <Text c="dimmed">{t('treasury.neverSaid')}</Text>;
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <StatusBadge tone={isManual ? 'good' : 'bad'}>
          {isManual ? t('treasury.manual') : t('treasury.automatic')}
        </StatusBadge>
        <Text>
          {isManual ? t('treasury.manualText') : t('treasury.automaticText', { schedule: schedule ?? '–' })}{' '}
          {t('treasury.saidAt', { date: dateTime(saidAt) })}
        </Text>
      </Group>
      {floors.map(({ currency, floorMinor }) => (
        <Text key={currency}>{t('treasury.lock', { amount: money(floorMinor, currency) })}</Text>
      ))}
    </Stack>
  );
}

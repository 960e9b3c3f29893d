import { Card, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { localeTag } from '~/shared/i18n.ts';
import { type ScheduleForm, preview } from './model.ts';

const day = (date: string): string =>
  new Intl.DateTimeFormat(localeTag(), { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  );

const clockTime = (time: string): string =>
  new Intl.DateTimeFormat(localeTag(), { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' }).format(
    new Date(`2024-01-01T${time}:00Z`),
  );

const span = (from: string, to: string): string => `${clockTime(from)} – ${clockTime(to)}`;

/** What visitors will read for the next seven days, in the chosen zone, with what is not saved yet. */
export function SchedulePreview({ form }: { form: ScheduleForm }) {
  const { t } = useTranslation('pro');
  return (
    <Card withBorder component="section" aria-labelledby="preview">
      <Title order={2} size="h4" id="preview">
        {t('schedule.preview')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('schedule.previewZone', { zone: form.timeZone })}
      </Text>
      <Table>
        <caption className="visually-hidden">{t('schedule.preview')}</caption>
        <Table.Tbody>
          {preview(form).map(({ date, hours, isException, changesClocks }) => (
            <Table.Tr key={date}>
              <Table.Th scope="row">{day(date)}</Table.Th>
              <Table.Td>
                {hours.length === 0 && <Text c="dimmed">{t('schedule.closed')}</Text>}
                {hours
                  .filter(({ from, to }) => from !== '' && to !== '')
                  .map(({ from, to }, i) => (
                    <Text key={i}>{span(from, to)}</Text>
                  ))}
                {isException && (
                  <Text size="sm" c="dimmed">
                    {t('schedule.differs')}
                  </Text>
                )}
                {changesClocks && (
                  <Text size="sm" c="dimmed">
                    {t('schedule.clocksChange')}
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

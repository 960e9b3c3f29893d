import { Button, Card, Group, Select, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FormFailure, announce, useProblemForm } from '~/shared/ui/index.ts';
import { notifications } from '@mantine/notifications';
import { ExceptionsFields } from './exceptions-fields.tsx';
import { useScheduleFaults } from './faults.ts';
import { type Schedule, type ScheduleForm, WEEKDAYS, formOf, scheduleOf } from './model.ts';
import { OffToday } from './off-today.tsx';
import { useScheduleWriter } from './queries.ts';
import { SchedulePreview } from './schedule-preview.tsx';
import { WeekdayFields } from './weekday-fields.tsx';

const zones = Intl.supportedValuesOf('timeZone');

/** Hours of a week in a zone, and dates that differ. Saved as a whole; refusals stand at their field. */
export function ScheduleEditor({ kept }: { kept: Schedule }) {
  const { t } = useTranslation(['pro', 'common']);
  const { save } = useScheduleWriter();
  const form = useProblemForm<ScheduleForm>({ initialValues: formOf(kept), validate: useScheduleFaults() });
  const { timeZone } = form.values;

  const send = form.send(async (values) => {
    const saved = formOf(await save(scheduleOf(values)));
    form.setValues(saved);
    form.resetDirty(saved);
    notifications.show({ message: t('schedule.saved'), color: 'success' });
    announce(t('schedule.saved'));
  });

  return (
    <Stack gap="lg">
      <OffToday form={form} />
      <form onSubmit={send}>
        <Stack gap="lg">
          <Select
            label={t('schedule.zone')}
            description={t('schedule.zoneHint')}
            searchable
            allowDeselect={false}
            data={zones.includes(timeZone) ? zones : [timeZone, ...zones]}
            maw={420}
            {...form.getInputProps('timeZone')}
          />
          <Card withBorder component="section" aria-labelledby="weekly">
            <Title order={2} size="h4" id="weekly">
              {t('schedule.weekly')}
            </Title>
            <Text size="sm" c="dimmed">
              {t('schedule.weeklyHint')}
            </Text>
            {WEEKDAYS.map((day) => (
              <WeekdayFields key={day} day={day} form={form} />
            ))}
          </Card>
          <ExceptionsFields form={form} />
          <SchedulePreview form={form.values} />
          <FormFailure failure={form.failure} />
          <Group>
            <Button type="submit" size="md" loading={form.isSending}>
              {t('common:action.save')}
            </Button>
            {form.isDirty() && (
              <>
                <Text size="sm" c="dimmed">
                  {t('schedule.unsaved')}
                </Text>
                <Button variant="subtle" onClick={form.reset}>
                  {t('schedule.discard')}
                </Button>
              </>
            )}
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}

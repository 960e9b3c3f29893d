import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { CalendarOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FormFailure, announce, useProblemText } from '~/shared/ui/index.ts';
import { useAdvisor } from '../live/queries.ts';
import { dateIn } from '../zone.ts';
import { type ScheduleForm, coversDate, formOf } from './model.ts';
import { useScheduleWriter } from './queries.ts';

/** One tap: today is closed. What else is being edited stays as it is. */
export function OffToday({ form }: { form: UseFormReturnType<ScheduleForm> }) {
  const { t } = useTranslation('pro');
  const words = useProblemText();
  const { offToday } = useScheduleWriter();
  const { data: advisor } = useAdvisor();
  const today = dateIn(form.values.timeZone);
  const isOff = form.values.exceptions.some((one) => one.isClosed && coversDate(one, today));

  const takeOff = (): void =>
    offToday.mutate(undefined, {
      onSuccess: (schedule) => {
        const kept = formOf(schedule);
        if (form.isDirty()) {
          const closed = kept.exceptions.filter((one) => one.isClosed && coversDate(one, today));
          const others = form.getValues().exceptions.filter((one) => !coversDate(one, today));
          form.setFieldValue('exceptions', [...closed, ...others]);
        } else {
          form.setValues(kept);
          form.resetDirty(kept);
        }
        announce(t('schedule.isOff'));
      },
    });

  return (
    <Stack gap="sm">
      {isOff ? (
        <Alert variant="outline" color="brand" icon={<CalendarOff aria-hidden />} title={t('schedule.isOff')}>
          {advisor?.available === true ? t('schedule.stillOnline') : t('schedule.offText')}
        </Alert>
      ) : (
        <Group gap="sm">
          <Button
            variant="default"
            leftSection={<CalendarOff size={16} aria-hidden />}
            loading={offToday.isPending}
            onClick={takeOff}
          >
            {t('schedule.offToday')}
          </Button>
          <Text size="sm" c="dimmed">
            {t('schedule.offTodayHint')}
          </Text>
        </Group>
      )}
      <FormFailure failure={offToday.error ? words(offToday.error) : null} />
    </Stack>
  );
}

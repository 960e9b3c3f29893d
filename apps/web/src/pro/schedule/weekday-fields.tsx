import { Button, Fieldset, Group, Stack, Text } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { CopyPlus, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { localeTag } from '~/shared/i18n.ts';
import { HoursFields } from './hours-fields.tsx';
import { MAX_PER_DAY, type ScheduleForm, weekdayName } from './model.ts';

/** The hours of one weekday: none, one or several. */
export function WeekdayFields({ day, form }: { day: number; form: UseFormReturnType<ScheduleForm> }) {
  const { t } = useTranslation('pro');
  const name = weekdayName(day, localeTag());
  const { weekly } = form.values;
  const hours = weekly.flatMap((one, index) => (one.day === day ? [index] : []));
  const dayBefore = weekly.filter((one) => one.day === day - 1);
  return (
    <Fieldset legend={<b>{name}</b>} variant="unstyled" mt="md">
      <Stack gap="xs">
        {hours.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('schedule.closed')}
          </Text>
        )}
        {hours.map((index) => (
          <HoursFields
            key={index}
            form={form}
            path={`weekly.${index}`}
            owner={name}
            onRemove={() => form.removeListItem('weekly', index)}
          />
        ))}
        <Group gap="xs">
          {hours.length < MAX_PER_DAY && (
            <Button
              variant="subtle"
              size="compact-md"
              leftSection={<Plus size={14} aria-hidden />}
              aria-label={t('schedule.addHoursTo', { owner: name })}
              onClick={() => form.insertListItem('weekly', { day, from: '09:00', to: '17:00' })}
            >
              {t('schedule.addHours')}
            </Button>
          )}
          {hours.length === 0 && dayBefore.length > 0 && (
            <Button
              variant="subtle"
              size="compact-md"
              leftSection={<CopyPlus size={14} aria-hidden />}
              onClick={() => form.setFieldValue('weekly', [...weekly, ...dayBefore.map((one) => ({ ...one, day }))])}
            >
              {t('schedule.asDayBefore', { other: weekdayName(day - 1, localeTag()) })}
            </Button>
          )}
        </Group>
      </Stack>
    </Fieldset>
  );
}

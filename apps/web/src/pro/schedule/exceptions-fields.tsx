import { Button, Card, Checkbox, Stack, Text, TextInput, Title } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { addDays, dateIn } from '../zone.ts';
import { HoursFields } from './hours-fields.tsx';
import type { DayException, ScheduleForm } from './model.ts';

const MAX_EXCEPTIONS = 100;

/** Dates that differ from the week: closed, or other hours. */
export function ExceptionsFields({ form }: { form: UseFormReturnType<ScheduleForm> }) {
  const { t } = useTranslation('pro');
  const { exceptions, timeZone } = form.values;
  const today = dateIn(timeZone);
  const add = (): void =>
    form.insertListItem('exceptions', {
      date: addDays(today, 1),
      isClosed: true,
      until: '',
      isExtra: false,
      from: '09:00',
      to: '17:00',
    } satisfies DayException);
  return (
    <Card withBorder component="section" aria-labelledby="exceptions">
      <Title order={2} size="h4" id="exceptions">
        {t('schedule.exceptions')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('schedule.exceptionsHint')}
      </Text>
      <Stack gap="md" align="flex-start">
        {exceptions.map((one, index) => (
          <HoursFields
            key={index}
            form={form}
            path={`exceptions.${index}`}
            owner={one.date}
            isClosed={one.isClosed}
            onRemove={() => form.removeListItem('exceptions', index)}
          >
            <TextInput
              type="date"
              required
              aria-label={t('schedule.date')}
              {...form.getInputProps(`exceptions.${index}.date`)}
            />
            <Checkbox
              label={t('schedule.closedAllDay')}
              pt={6}
              {...form.getInputProps(`exceptions.${index}.isClosed`, { type: 'checkbox' })}
            />
            {one.isClosed ? (
              <TextInput
                type="date"
                aria-label={`${t('schedule.until')}: ${t('schedule.untilHint')}`}
                min={addDays(one.date === '' ? today : one.date, 1)}
                {...form.getInputProps(`exceptions.${index}.until`)}
              />
            ) : (
              <Checkbox
                label={t('schedule.extra')}
                pt={6}
                {...form.getInputProps(`exceptions.${index}.isExtra`, { type: 'checkbox' })}
              />
            )}
          </HoursFields>
        ))}
        {exceptions.length < MAX_EXCEPTIONS && (
          <Button variant="subtle" size="compact-md" leftSection={<Plus size={14} aria-hidden />} onClick={add}>
            {t('schedule.addException')}
          </Button>
        )}
      </Stack>
    </Card>
  );
}

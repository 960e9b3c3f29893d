import { ActionIcon, Group, Stack, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScheduleForm } from './model.ts';

interface HoursFieldsProps {
  readonly form: UseFormReturnType<ScheduleForm>;
  /** Where the hours are in the form: `weekly.3`. */
  readonly path: `${'weekly' | 'exceptions'}.${number}`;
  /** What the hours belong to, for names of fields: a weekday, a date. */
  readonly owner: string;
  readonly isClosed?: boolean;
  readonly onRemove: () => void;
  readonly children?: ReactNode;
}

/** From, to, remove; and what the service says against them. */
export function HoursFields({ form, path, owner, isClosed = false, onRemove, children }: HoursFieldsProps) {
  const { t } = useTranslation('pro');
  return (
    <Stack gap={4}>
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <Group gap="xs" align="flex-start">
          {children}
          {!isClosed && (
            <>
              <TextInput
                type="time"
                required
                aria-label={t('schedule.fromOf', { owner })}
                {...form.getInputProps(`${path}.from`)}
              />
              <Text aria-hidden pt={6}>
                –
              </Text>
              <TextInput
                type="time"
                required
                aria-label={t('schedule.toOf', { owner })}
                {...form.getInputProps(`${path}.to`)}
              />
            </>
          )}
        </Group>
        <ActionIcon
          variant="subtle"
          color="danger"
          size="lg"
          aria-label={t('schedule.removeHours', { owner })}
          onClick={onRemove}
        >
          <Trash2 size={18} aria-hidden />
        </ActionIcon>
      </Group>
      {form.errors[path] && (
        <Text size="sm" c="var(--t-danger-text)" role="alert">
          {form.errors[path]}
        </Text>
      )}
    </Stack>
  );
}

import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core';
import { Plus, Trash2 } from 'lucide-react';
import { type ReactNode, useId } from 'react';

interface RowsProps<T> {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly rows: readonly T[];
  readonly max: number;
  readonly onChange: (rows: T[]) => void;
  /** A new row, made from the last one. */
  readonly next: (last: T | undefined) => T;
  readonly addLabel: string;
  readonly removeLabel: (row: T) => string;
  /** What the service, or the form, says against a whole row. */
  readonly errorOf?: (index: number) => ReactNode;
  /** The fields of a row. */
  readonly children: (row: T, set: (part: Partial<T>) => void, index: number) => ReactNode;
}

/** A list that is edited row by row: fields that wrap, remove, add. */
export function Rows<T>({
  title,
  hint,
  rows,
  max,
  onChange,
  next,
  addLabel,
  removeLabel,
  errorOf,
  children,
}: RowsProps<T>) {
  const id = useId();
  return (
    <Stack gap="sm" role="group" aria-labelledby={id} align="stretch">
      <div>
        <Text fw={500} id={id}>
          {title}
        </Text>
        {hint !== undefined && (
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        )}
      </div>
      {rows.map((row, index) => (
        <Stack key={index} gap={4}>
          <Group gap="xs" align="flex-start" wrap="nowrap">
            <Group gap="xs" align="flex-start" flex={1}>
              {children(
                row,
                (part) => onChange(rows.map((one, at) => (at === index ? { ...one, ...part } : one))),
                index,
              )}
            </Group>
            <ActionIcon
              variant="subtle"
              color="danger"
              size="lg"
              mt={24}
              aria-label={removeLabel(row)}
              onClick={() => onChange(rows.filter((_, at) => at !== index))}
            >
              <Trash2 size={18} aria-hidden />
            </ActionIcon>
          </Group>
          {errorOf?.(index) && (
            <Text size="sm" c="var(--t-danger-text)" role="alert">
              {errorOf(index)}
            </Text>
          )}
        </Stack>
      ))}
      {rows.length < max && (
        <Group>
          <Button
            variant="subtle"
            size="compact-md"
            leftSection={<Plus size={14} aria-hidden />}
            onClick={() => onChange([...rows, next(rows.at(-1))])}
          >
            {addLabel}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

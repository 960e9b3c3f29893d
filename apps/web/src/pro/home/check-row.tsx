import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '~/shared/ui/index.ts';

export type CheckState = 'good' | 'open' | 'bad' | 'none';

const LOOKS = {
  good: { tone: 'good', key: 'check.good' },
  open: { tone: 'waiting', key: 'check.open' },
  bad: { tone: 'bad', key: 'check.bad' },
  none: { tone: 'quiet', key: 'check.none' },
} as const satisfies Record<CheckState, { tone: Tone; key: string }>;

interface CheckRowProps {
  readonly title: string;
  readonly state: CheckState;
  /** What proves it, or why it matters and how it is put right. */
  readonly text: ReactNode;
  /** What puts it right. */
  readonly children?: ReactNode;
}

/** One line of the checklist: state, proof, fix (A1.3). */
export function CheckRow({ title, state, text, children }: CheckRowProps) {
  const { t } = useTranslation('pro');
  const { tone, key } = LOOKS[state];
  return (
    <Stack component="li" gap="xs" py="sm" style={{ borderBlockStart: '1px solid var(--t-border)' }}>
      <Group justify="space-between" gap="xs">
        <Title order={3} size="h5">
          {title}
        </Title>
        <StatusBadge tone={tone}>{t(key)}</StatusBadge>
      </Group>
      <Text size="sm" c="dimmed" component="div">
        {text}
      </Text>
      {children && <Group gap="sm">{children}</Group>}
    </Stack>
  );
}

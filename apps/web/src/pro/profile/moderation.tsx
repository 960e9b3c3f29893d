import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '~/shared/ui/index.ts';
import type { MyAdvisor } from '../live/queries.ts';

const LOOKS = {
  pending: { tone: 'waiting', word: 'moderation.pending', text: 'moderation.pendingText' },
  active: { tone: 'good', word: 'moderation.active', text: 'moderation.activeText' },
  suspended: { tone: 'bad', word: 'moderation.suspended', text: 'moderation.suspendedText' },
} as const satisfies Record<MyAdvisor['status'], { tone: Tone; word: string; text: string }>;

/** Whether the licensee lists the profile. */
export function Moderation({ status }: { status: MyAdvisor['status'] }) {
  const { t } = useTranslation('pro');
  const { tone, word, text } = LOOKS[status];
  return (
    <Group gap="sm">
      <StatusBadge tone={tone}>{t(word)}</StatusBadge>
      <Text size="sm" c="dimmed">
        {t(text)}
      </Text>
    </Group>
  );
}

import { Paper, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type RemovalReason, useKindWords } from './kinds.ts';

interface RemovedHintProps {
  readonly reason: RemovalReason;
  readonly of?: 'rating' | 'reply';
}

/** In the place of a rating, or of a reply, that staff removed. */
export function RemovedHint({ reason, of = 'rating' }: RemovedHintProps) {
  const { t } = useTranslation('trust');
  const words = useKindWords();
  return (
    <Text c="dimmed" fs="italic">
      {t(of === 'rating' ? 'review.removed' : 'review.replyRemoved', { reason: words(reason) })}
    </Text>
  );
}

/** What the advisor answered. */
export function Reply({ text }: { text: string }) {
  const { t } = useTranslation('trust');
  return (
    <Paper withBorder p="xs" mt="xs">
      <Text size="sm" fw={600}>
        {t('review.reply')}
      </Text>
      <Text style={{ whiteSpace: 'pre-line' }}>{text}</Text>
    </Paper>
  );
}

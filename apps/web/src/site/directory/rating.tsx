import { Group, Text } from '@mantine/core';
import { Star } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { number } from '~/shared/format.ts';

/** "4.7 of 5, 12 ratings", with one star for the eye. */
export function RatingLine({ average, count }: { average: number | null; count: number }) {
  const { t } = useTranslation('site');
  if (average === null)
    return (
      <Text size="sm" c="dimmed">
        {t('rating.none')}
      </Text>
    );
  return (
    <Group gap={6} wrap="nowrap">
      <Star size={16} aria-hidden fill="var(--t-accent-ui)" color="var(--t-accent-ui)" />
      <Text size="sm">{t('rating.summary', { average: number(average), count })}</Text>
    </Group>
  );
}

const STARS = [1, 2, 3, 4, 5] as const;

/** Five stars; the number is in words for who does not see them. */
export function Stars({ stars }: { stars: number }) {
  const { t } = useTranslation('site');
  return (
    <Group gap={2} wrap="nowrap" role="img" aria-label={t('rating.stars', { count: stars })}>
      {STARS.map((star) => (
        <Star
          key={star}
          size={16}
          aria-hidden
          color="var(--t-accent-ui)"
          fill={star <= stars ? 'var(--t-accent-ui)' : 'none'}
        />
      ))}
    </Group>
  );
}

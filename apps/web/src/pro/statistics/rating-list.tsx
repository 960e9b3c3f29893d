import { Card, Group, Stack, Text, Title } from '@mantine/core';
import { Star } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { RemovedHint, Reply, ReplyButton, ReportButton } from '~/features/trust/index.ts';
import { localeTag } from '~/shared/i18n.ts';
import { DataView, EmptyState, MoreButton } from '~/shared/ui/index.ts';
import { type Rating, useRatings } from './queries.ts';

const monthOf = (month: string): string =>
  new Intl.DateTimeFormat(localeTag(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

export function RatingList({ advisorId }: { advisorId: string }) {
  const { t } = useTranslation(['pro', 'common']);
  const { query, rows, more } = useRatings(advisorId);
  return (
    <Stack component="section" aria-labelledby="ratings">
      <Title order={2} size="h4" id="ratings">
        {t('statistics.ratings')}
      </Title>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('statistics.noRatings')} text={t('statistics.noRatingsText')} />}
      >
        {() => (
          <>
            {rows.map((rating) => (
              <RatingCard key={rating.id} rating={rating} />
            ))}
            <MoreButton more={more} />
          </>
        )}
      </DataView>
    </Stack>
  );
}

function RatingCard({ rating }: { rating: Rating }) {
  const { t } = useTranslation(['pro', 'trust']);
  const { id, stars, text, month, reviewer, reply, removalReason } = rating;
  return (
    <Card withBorder padding="md">
      <Group justify="space-between" gap="xs">
        {stars !== null && (
          <Group gap={2} role="img" aria-label={t('statistics.stars', { count: stars })}>
            {Array.from({ length: 5 }, (_, i) => (
              <Star
                key={i}
                size={18}
                aria-hidden
                color="var(--t-brand-ui)"
                fill={i < stars ? 'var(--t-brand-ui)' : 'none'}
              />
            ))}
          </Group>
        )}
        <Text size="sm" c="dimmed">
          {t('statistics.by', { reviewer, month: monthOf(month) })}
        </Text>
      </Group>
      {text !== null && (
        <Text mt="xs" style={{ whiteSpace: 'pre-line' }}>
          {text}
        </Text>
      )}
      {reply !== null && <Reply text={reply} />}
      {removalReason === null ? (
        <Group gap="xs" mt="xs">
          <ReplyButton rating={rating} />
          <ReportButton
            of={{ rating: id }}
            label={t('trust:report.rating')}
            aria-label={t('trust:report.ratingOf', { name: reviewer })}
          />
        </Group>
      ) : (
        <RemovedHint reason={removalReason} />
      )}
    </Card>
  );
}

import { Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { RemoveRatingButton, RemovedHint, Reply } from '~/features/trust/index.ts';
import { number } from '~/shared/format.ts';
import { DataView, EmptyState, MoreButton } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { useStaff } from '../staff.tsx';
import { useAdvisorRatings } from './data.ts';
import type { Advisor } from './labels.ts';
import { monthName } from './languages.ts';

/** What callers say, as visitors of the site read it. */
export function AdvisorRatings({ advisor }: { advisor: Advisor }) {
  const { t } = useTranslation('admin');
  const isListed = advisor.status === 'active';
  const { ratingAverage, ratingCount } = advisor;
  return (
    <Section
      title={t('advisors.ratings')}
      text={
        ratingAverage === null
          ? t('advisors.noRatings')
          : t('advisors.ratingOf', { count: ratingCount, stars: number(ratingAverage), ratings: number(ratingCount) })
      }
    >
      {isListed ? <List id={advisor.id} /> : <Text c="dimmed">{t('advisors.ratingsHidden')}</Text>}
    </Section>
  );
}

function List({ id }: { id: string }) {
  const { t } = useTranslation('admin');
  const { query, rows, more } = useAdvisorRatings(id, true);
  const queries = useQueryClient();
  const mayRemove = useStaff().is('owner', 'admin', 'support');
  return (
    <DataView
      query={query}
      isEmpty={() => rows.length === 0}
      empty={<EmptyState title={t('advisors.noRatings')} text={t('advisors.noRatingsText')} />}
    >
      {() => (
        <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: 'none' }}>
          {rows.map((rating) => (
            <li key={rating.id}>
              {rating.stars !== null && (
                <Text fw={600}>{t('calls.rating.stars', { stars: number(rating.stars) })}</Text>
              )}
              {rating.removalReason !== null && <RemovedHint reason={rating.removalReason} />}
              {rating.text && <Text>{rating.text}</Text>}
              <Text size="sm" c="dimmed">
                {t('advisors.ratingBy', { alias: rating.reviewer, month: monthName(rating.month) })}
              </Text>
              {rating.reply !== null && <Reply text={rating.reply} />}
              {mayRemove && rating.removalReason === null && (
                <RemoveRatingButton
                  id={rating.id}
                  onDone={() => queries.invalidateQueries({ queryKey: ['advisors'] })}
                />
              )}
            </li>
          ))}
          <MoreButton more={more} />
        </Stack>
      )}
    </DataView>
  );
}

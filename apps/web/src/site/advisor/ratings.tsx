import { Card, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { RemovedHint, Reply, ReportButton } from '~/features/trust/index.ts';
import { api, unwrap, useSession } from '~/shared/api/index.ts';
import { DataView, LoadingState, MoreButton, usePaged } from '~/shared/ui/index.ts';
import { Stars } from '../directory/rating.tsx';
import { monthName } from '../lib/time.ts';

const usePublicRatings = (advisorId: string) =>
  usePaged(['ratings', advisorId], (cursor) =>
    unwrap(api.GET('/v1/advisors/{id}/ratings', { params: { path: { id: advisorId }, query: { limit: 10, cursor } } })),
  );

/** What callers of paid calls said. */
export function Ratings({ advisorId }: { advisorId: string }) {
  const { t } = useTranslation('site');
  const trust = useTranslation('trust').t;
  const isSignedIn = useSession().status === 'signed_in';
  const { query, rows, more } = usePublicRatings(advisorId);
  return (
    <section aria-labelledby="ratings">
      <Title order={2} size="h4" id="ratings">
        {t('rating.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('rating.origin')}
      </Text>
      <DataView
        query={query}
        loading={<LoadingState lines={2} height={80} />}
        isEmpty={() => rows.length === 0}
        empty={<Text>{t('rating.none')}</Text>}
      >
        {() => (
          <Stack gap="sm">
            {rows.map(({ id, stars, text, month, reviewer, reply, removalReason }) => (
              <Card withBorder key={id} component="article">
                <Group justify="space-between">
                  {stars === null ? <span /> : <Stars stars={stars} />}
                  <Text size="sm" c="dimmed">
                    {monthName(month)}
                  </Text>
                </Group>
                {removalReason !== null && <RemovedHint reason={removalReason} />}
                {text !== null && <Text mt="xs">{text}</Text>}
                <Group justify="space-between" mt={4}>
                  <Text size="sm" c="dimmed">
                    {reviewer}
                  </Text>
                  {isSignedIn && removalReason === null && (
                    <ReportButton
                      of={{ rating: id }}
                      label={trust('report.rating')}
                      aria-label={trust('report.ratingOf', { name: reviewer })}
                    />
                  )}
                </Group>
                {reply !== null && <Reply text={reply} />}
              </Card>
            ))}
            <MoreButton more={more} />
          </Stack>
        )}
      </DataView>
    </section>
  );
}

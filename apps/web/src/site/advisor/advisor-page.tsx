import { Card, Grid, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { useTranslation } from 'react-i18next';
import { BlockButton, ReportButton } from '~/features/trust/index.ts';
import { isProblem, useSession } from '~/shared/api/index.ts';
import { DataView, LoadingState, Page } from '~/shared/ui/index.ts';
import { AdvisorStatus } from '../directory/advisor-status.tsx';
import { type Advisor, advisorQuery } from '../directory/advisors.ts';
import { Portrait } from '../directory/portrait.tsx';
import { RatingLine } from '../directory/rating.tsx';
import { languageName, listOf } from '../lib/time.ts';
import { NotFoundPage } from '../shell/not-found-page.tsx';
import { CallPanel } from './call-panel.tsx';
import { Ratings } from './ratings.tsx';
import { WeekSchedule } from './week-schedule.tsx';
import { LinkAnchor, LinkBadge } from '../lib/links.tsx';
import { useParam } from '../lib/route-state.ts';

function About({ advisor }: { advisor: Advisor }) {
  const { t } = useTranslation('site');
  const { bio, languages, topics } = advisor;
  return (
    <Stack gap="lg">
      <Group wrap="nowrap" align="flex-start" gap="lg">
        <Portrait advisor={advisor} size={112} />
        <Stack gap="xs">
          <AdvisorStatus status={advisor.status} />
          <RatingLine average={advisor.ratingAverage} count={advisor.ratingCount} />
          {languages.length > 0 && (
            <Text size="sm">{t('advisor.speaks', { languages: listOf(languages.map(languageName)) })}</Text>
          )}
        </Stack>
      </Group>
      {bio && (
        <section aria-labelledby="about">
          <Title order={2} size="h4" id="about" mb="xs">
            {t('advisor.about')}
          </Title>
          <Text style={{ whiteSpace: 'pre-line', maxWidth: '65ch' }}>{bio}</Text>
        </section>
      )}
      {topics.length > 0 && (
        <section aria-labelledby="topics">
          <Title order={2} size="h4" id="topics" mb="xs">
            {t('advisor.topics')}
          </Title>
          <Group gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
            {topics.map((topic) => (
              <li key={topic}>
                <LinkBadge to="/" search={{ topic }} color="brand" size="lg">
                  {topic}
                </LinkBadge>
              </li>
            ))}
          </Group>
        </section>
      )}
    </Stack>
  );
}

/** Ways to end the contact, for who is signed in. */
function Contact({ advisor: { id, displayName } }: { advisor: Advisor }) {
  const { t } = useTranslation('trust');
  if (useSession().status !== 'signed_in') return null;
  return (
    <Group gap="xs">
      <ReportButton of={{ advisor: id }} label={t('report.advisor')} />
      <BlockButton of={{ advisor: id }} name={displayName} />
    </Group>
  );
}

export default function AdvisorPage() {
  const { t } = useTranslation('site');
  const id = useParam('id');
  const query = useQuery(advisorQuery(id));
  // A made-up id is as unknown as one of somebody who is not listed.
  if (isProblem(query.error) && (query.error.status === 404 || query.error.status === 422)) return <NotFoundPage />;
  return (
    <Page
      title={query.data?.displayName ?? t('advisor.loading')}
      intro={query.data?.headline}
      actions={<LinkAnchor to="/">{t('nav.allAdvisors')}</LinkAnchor>}
    >
      <DataView query={query} loading={<LoadingState lines={3} height={120} />}>
        {(advisor) => (
          <Grid gap="xl">
            <Grid.Col span={{ base: 12, md: 5 }} order={{ base: 1, md: 2 }}>
              <Card withBorder>
                <CallPanel advisor={advisor} />
              </Card>
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 7 }} order={{ base: 2, md: 1 }}>
              <Stack gap="xl">
                <About advisor={advisor} />
                <WeekSchedule advisorId={advisor.id} />
                <Ratings advisorId={advisor.id} />
                <Contact advisor={advisor} />
              </Stack>
            </Grid.Col>
          </Grid>
        )}
      </DataView>
    </Page>
  );
}

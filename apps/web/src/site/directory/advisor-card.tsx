import { Badge, Card, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { languageName, listOf } from '../lib/time.ts';
import { AdvisorStatus } from './advisor-status.tsx';
import type { Advisor } from './advisors.ts';
import classes from './directory.module.css';
import { Portrait } from './portrait.tsx';
import { PriceLine } from './price.tsx';
import { RatingLine } from './rating.tsx';
import { LinkButton } from '../lib/links.tsx';

function Topics({ topics }: { topics: readonly string[] }) {
  const { t } = useTranslation('site');
  if (topics.length === 0) return null;
  return (
    <Group gap={6} component="ul" p={0} m={0} style={{ listStyle: 'none' }} aria-label={t('advisor.topics')}>
      {topics.map((topic) => (
        <li key={topic}>
          <Badge color="neutral">{topic}</Badge>
        </li>
      ))}
    </Group>
  );
}

/** One advisor of the directory (S2.1). */
export function AdvisorCard({ advisor, order = 2 }: { advisor: Advisor; order?: 2 | 3 | 4 }) {
  const { t } = useTranslation('site');
  const { id, displayName, headline, languages, topics, status } = advisor;
  const topic = topics[0];
  return (
    <Card withBorder className={classes.card} component="article" aria-labelledby={`name-${id}`}>
      <Group wrap="nowrap" align="flex-start" gap="md">
        <Portrait advisor={advisor} />
        <div style={{ minWidth: 0 }}>
          <Title order={order} size="h4" id={`name-${id}`}>
            <Link to="/advisors/$id" params={{ id }} className={classes.name}>
              {displayName}
            </Link>
          </Title>
          <AdvisorStatus status={status} />
        </div>
      </Group>
      {headline && <Text>{headline}</Text>}
      <PriceLine advisor={advisor} />
      <RatingLine average={advisor.ratingAverage} count={advisor.ratingCount} />
      {languages.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('advisor.speaks', { languages: listOf(languages.map(languageName)) })}
        </Text>
      )}
      <Topics topics={topics} />
      {status === 'in_call' && topic !== undefined && (
        <LinkButton
          to="/"
          search={{ topic, online: 'true' }}
          variant="default"
          size="compact-md"
          mt="auto"
          className={classes.above}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('advisor.similar')}
        </LinkButton>
      )}
    </Card>
  );
}

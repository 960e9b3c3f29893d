import { Button, Group, Text } from '@mantine/core';

import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useBrand } from '~/shared/brand.ts';
import { DataView, EmptyState, LoadingState, Page, announce } from '~/shared/ui/index.ts';
import { AdvisorCard } from './advisor-card.tsx';
import { useDirectory } from './advisors.ts';
import classes from './directory.module.css';
import { Filters } from './filters.tsx';
import { LinkButton } from '../lib/links.tsx';
import { useSearchOf } from '../lib/route-state.ts';
import { directorySearch } from './directory-search.ts';

/** The licensee's line about itself, in the reader's language. */
function useTagline(): string {
  const { i18n } = useTranslation('site');
  const lines: Partial<Record<string, string>> = useBrand().site.brand.document.tagline;
  return lines[i18n.language] ?? lines['en'] ?? '';
}

export default function DirectoryPage() {
  const { t } = useTranslation('site');
  const search = useSearchOf(directorySearch);
  const { query, advisors } = useDirectory(search);
  const { isPlaceholderData, hasNextPage, isSuccess } = query;
  const isKnown = isSuccess && !isPlaceholderData;
  const count = advisors.length;
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  const result = hasNextPage ? t('directory.countMore', { count }) : t('directory.count', { count });
  useEffect(() => {
    if (isKnown) announce(result);
  }, [isKnown, result]);
  return (
    <Page title={t('directory.title')} intro={useTagline()}>
      <Filters />
      <DataView
        query={query}
        loading={<LoadingState lines={4} height={200} />}
        isEmpty={() => count === 0}
        empty={
          <EmptyState
            title={t('directory.empty')}
            text={isFiltered ? t('directory.emptyFiltered') : t('directory.emptyAll')}
            action={
              isFiltered ? (
                <LinkButton to="/" search={{}} variant="default">
                  {t('filter.clear')}
                </LinkButton>
              ) : (
                <Button variant="default" loading={query.isFetching} onClick={() => void query.refetch()}>
                  {t('directory.lookAgain')}
                </Button>
              )
            }
          />
        }
      >
        {() => (
          <div className={isPlaceholderData ? classes.pending : undefined} aria-busy={isPlaceholderData}>
            <Text c="dimmed" size="sm" mb="sm">
              {result}
            </Text>
            <ul className={classes.list}>
              {advisors.map((advisor) => (
                <li key={advisor.id} className={classes.item}>
                  <AdvisorCard advisor={advisor} />
                </li>
              ))}
            </ul>
            {hasNextPage && (
              <Group justify="center" mt="lg">
                <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {t('directory.more')}
                </Button>
              </Group>
            )}
          </div>
        )}
      </DataView>
    </Page>
  );
}

import { Button, List, Stack, Text } from '@mantine/core';
import { RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { DataView, EmptyState, LoadingState, MoreButton, Page, usePaged } from '~/shared/ui/index.ts';
import { Section } from '../ui/section.tsx';
import { Books } from './books.tsx';
import { PlatformBooks } from './platform-books.tsx';

const useReconciliation = () =>
  usePaged(['reconciliation'], (cursor) =>
    unwrap(api.GET('/v1/operator/reconciliation', { params: { query: { limit: 20, cursor } } })),
  );

export function ReconciliationPage() {
  const { t } = useTranslation(['ops', 'common']);
  const { query, rows, more } = useReconciliation();
  return (
    <Page
      title={t('books.title')}
      intro={t('books.intro')}
      actions={
        <Button
          variant="default"
          loading={query.isFetching && !query.isFetchingNextPage}
          leftSection={<RotateCw size={16} aria-hidden />}
          onClick={() => void query.refetch()}
        >
          {t('books.again')}
        </Button>
      }
    >
      <Section title={t('books.what')}>
        <List spacing="xs">
          <List.Item>{t('books.whatLedger')}</List.Item>
          <List.Item>{t('books.whatStripe')}</List.Item>
          <List.Item>{t('books.whatNot')}</List.Item>
        </List>
      </Section>
      <PlatformBooks />
      <DataView
        query={query}
        loading={<LoadingState lines={3} height={160} />}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('books.none')} text={t('books.noneText')} />}
      >
        {() => (
          <Stack gap="lg">
            <Text role="status">
              {rows.every(({ differenceMinor, violations }) => differenceMinor === 0 && violations === 0)
                ? t('books.allAgree', { count: rows.length })
                : t('books.someDiffer')}
            </Text>
            {rows.map((row) => (
              <Books key={row.licenseeId + row.currency} row={row} />
            ))}
            <MoreButton more={more} />
          </Stack>
        )}
      </DataView>
    </Page>
  );
}

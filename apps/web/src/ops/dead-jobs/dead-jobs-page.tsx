import { Code, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { dateTime, number } from '~/shared/format.ts';
import { queryClient } from '~/shared/query.ts';
import { type Column, ConfirmButton, DataTable, DataView, EmptyState, Page, usePaged } from '~/shared/ui/index.ts';
import { LicenseeLink } from '../ui/licensee-link.tsx';
import { notify } from '../ui/notify.ts';

type DeadJob = Schemas['DeadJobView'];

const useDeadJobs = () =>
  usePaged(['dead-jobs'], (cursor) =>
    unwrap(api.GET('/v1/operator/dead-jobs', { params: { query: { limit: 20, cursor } } })),
  );

async function retry(id: string, reason: string): Promise<void> {
  await unwrap(api.POST('/v1/operator/dead-jobs/{id}/retry', { params: { path: { id } }, body: { reason } }));
  await Promise.all(['dead-jobs', 'health', 'audit'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
}

export function DeadJobsPage() {
  const { t } = useTranslation('ops');
  const { query, rows, more } = useDeadJobs();
  const columns: Column<DeadJob>[] = [
    { id: 'task', header: t('deadJobs.task'), cell: ({ task }) => <Code>{task}</Code> },
    {
      id: 'licensee',
      header: t('deadJobs.licensee'),
      cell: ({ licenseeId }) =>
        licenseeId === null ? t('deadJobs.platform') : <LicenseeLink id={licenseeId}>{licenseeId}</LicenseeLink>,
    },
    {
      id: 'error',
      header: t('deadJobs.error'),
      cell: ({ lastError }) => (
        <Text size="sm" ff="monospace" lang="en" dir="auto">
          {lastError ?? t('deadJobs.noError')}
        </Text>
      ),
    },
    { id: 'attempts', header: t('deadJobs.attempts'), numeric: true, cell: ({ attempts }) => number(attempts) },
    { id: 'created', header: t('deadJobs.created'), cell: ({ createdAt }) => dateTime(createdAt) },
    {
      id: 'act',
      header: '',
      cell: ({ id, task }) => (
        <ConfirmButton
          variant="default"
          title={t('deadJobs.retryTitle', { task })}
          text={t('deadJobs.retryText')}
          confirmLabel={t('deadJobs.retry')}
          reason={{ label: t('reason.label'), minLength: 3 }}
          onConfirm={async (why) => {
            await retry(id, why);
            notify(t('deadJobs.retried', { task }));
          }}
        >
          {t('deadJobs.retryOpen')}
        </ConfirmButton>
      ),
    },
  ];
  return (
    <Page title={t('deadJobs.title')} intro={t('deadJobs.intro')}>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('deadJobs.none')} text={t('deadJobs.noneText')} />}
      >
        {() => (
          <DataTable caption={t('deadJobs.title')} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />
        )}
      </DataView>
    </Page>
  );
}

import { Button, SegmentedControl } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DataView, EmptyState, Page } from '~/shared/ui/index.ts';
import { ComplaintsNotice } from '../complaints/complaints-notice.tsx';
import type { CallsSearch } from '../search.ts';
import { CallsTable } from './calls-table.tsx';
import { useCalls } from './queries.ts';

export function CallsPage() {
  const { t } = useTranslation('pro');
  const search = useSearch({ strict: false }) as CallsSearch;
  const navigate = useNavigate();
  const { query, rows, more } = useCalls(search);
  return (
    <Page
      title={t('calls.title')}
      intro={t('calls.intro')}
      actions={
        <>
          <Button component={Link} to="/callbacks" variant="default">
            {t('calls.callbacks')}
          </Button>
          <Button component={Link} to="/complaints" variant="default">
            {t('calls.complaints')}
          </Button>
        </>
      }
    >
      <ComplaintsNotice />
      <SegmentedControl
        aria-label={t('calls.filter')}
        value={search.state ?? 'all'}
        onChange={(value) =>
          void navigate({
            to: '/calls',
            search: (value === 'all' ? {} : { state: value }) as never,
            replace: true,
            resetScroll: false,
          })
        }
        data={[
          { value: 'all', label: t('calls.all') },
          { value: 'live', label: t('calls.live') },
          { value: 'ended', label: t('calls.ended') },
        ]}
      />
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={
          <EmptyState
            title={t(search.state === 'live' ? 'calls.noneLive' : 'calls.none')}
            text={t(search.state === 'live' ? 'calls.noneLiveText' : 'calls.noneText')}
            action={
              <Button component={Link} to="/" variant="default">
                {t('calls.toStart')}
              </Button>
            }
          />
        }
      >
        {() => <CallsTable rows={rows} more={more} />}
      </DataView>
    </Page>
  );
}

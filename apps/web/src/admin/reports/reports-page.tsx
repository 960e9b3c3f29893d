import { Group, SegmentedControl, Select, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataView, EmptyState, MoreButton, Page } from '~/shared/ui/index.ts';
import { oneOf, useFilters } from '../parts/filters.ts';
import { type Filter, useReports } from './data.ts';
import { RatingRulesView } from './rating-rules-view.tsx';
import { ReportCard } from './report-card.tsx';

const VIEWS = ['open', 'closed', 'all', 'rules'] as const;
const SUBJECTS = ['call', 'rating', 'person'] as const;
const ASSIGNEES = ['me', 'nobody'] as const;

/** What people reported: calls, ratings and each other; each is decided once [K7]. And which calls may be rated. */
export function ReportsPage() {
  const { t } = useTranslation('admin');
  const { values, set } = useFilters(['state', 'subject', 'assignee'] as const);
  const view = oneOf(values.state, VIEWS) ?? 'open';
  const subject = oneOf(values.subject, SUBJECTS);
  const assignee = oneOf(values.assignee, ASSIGNEES);
  return (
    <Page title={t('reports.title')} intro={t('reports.intro')}>
      <SegmentedControl
        aria-label={t('reports.show')}
        value={view}
        onChange={(value) => set({ state: value })}
        data={VIEWS.map((value) => ({ value, label: t(`reports.view.${value}`) }))}
        style={{ alignSelf: 'flex-start' }}
      />
      {view === 'rules' ? (
        <RatingRulesView />
      ) : (
        <>
          <Group>
            <Select
              label={t('reports.subject')}
              placeholder={t('reports.everything')}
              clearable
              value={subject ?? null}
              onChange={(value) => set({ subject: value })}
              data={SUBJECTS.map((value) => ({ value, label: t(`reports.of.${value}`) }))}
            />
            <Select
              label={t('reports.assignee')}
              placeholder={t('reports.everybody')}
              clearable
              value={assignee ?? null}
              onChange={(value) => set({ assignee: value })}
              data={ASSIGNEES.map((value) => ({ value, label: t(`reports.with.${value}`) }))}
            />
          </Group>
          <Queue
            view={view}
            filter={{
              ...(view !== 'all' && { state: view }),
              ...(subject !== undefined && { subject }),
              ...(assignee !== undefined && { assignee }),
            }}
          />
        </>
      )}
    </Page>
  );
}

function Queue({ view, filter }: { view: 'open' | 'closed' | 'all'; filter: Filter }) {
  const { t } = useTranslation('admin');
  const { query, rows, more } = useReports(filter);
  return (
    <DataView
      query={query}
      isEmpty={() => rows.length === 0}
      empty={<EmptyState title={t(`reports.none.${view}`)} text={t('reports.noneText')} />}
    >
      {() => (
        <Stack>
          {rows.map((report) => (
            <ReportCard key={report.id} report={report} />
          ))}
          <MoreButton more={more} />
        </Stack>
      )}
    </DataView>
  );
}

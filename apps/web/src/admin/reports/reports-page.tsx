import { Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { DataView, EmptyState, Page, StatusBadge, usePaged } from '~/shared/ui/index.ts';
import { oneOf, useFilters } from '../parts/filters.ts';
import { IdLink } from '../parts/links.tsx';
import { MoreButton } from '../parts/more-button.tsx';
import { CloseReportButton } from './close-report-button.tsx';

const VIEWS = ['open', 'closed', 'all'] as const;

/** Problems that callers and advisors reported; each is closed once, with what was done. */
export function ReportsPage() {
  const { t } = useTranslation('admin');
  const { values, set } = useFilters(['state'] as const);
  const view = oneOf(values.state, VIEWS) ?? 'open';
  const { query, rows, more } = usePaged(['reports', view], (cursor) =>
    unwrap(
      api.GET('/v1/staff/reports', {
        params: { query: { ...(view !== 'all' && { state: view }), ...(cursor !== undefined && { cursor }) } },
      }),
    ),
  );
  return (
    <Page title={t('reports.title')} intro={t('reports.intro')}>
      <SegmentedControl
        aria-label={t('reports.show')}
        value={view}
        onChange={(value) => set({ state: value })}
        data={VIEWS.map((value) => ({ value, label: t(`reports.view.${value}`) }))}
        style={{ alignSelf: 'flex-start' }}
      />
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t(`reports.none.${view}`)} text={t('reports.noneText')} />}
      >
        {() => (
          <Stack>
            {rows.map((report) => (
              <Report key={report.id} report={report} />
            ))}
            <MoreButton more={more} />
          </Stack>
        )}
      </DataView>
    </Page>
  );
}

function Report({ report }: { report: Schemas['StaffReportView'] }) {
  const { t } = useTranslation('admin');
  const isOpen = report.state === 'open';
  return (
    <Paper component="article" aria-label={t(`reports.kind.${report.kind}`)} withBorder p="md">
      <Stack gap="xs">
        <Group justify="space-between">
          <Group gap="sm">
            <StatusBadge tone={isOpen ? 'waiting' : 'quiet'}>{t(`reports.state.${report.state}`)}</StatusBadge>
            <Text fw={600}>{t(`reports.kind.${report.kind}`)}</Text>
          </Group>
          {isOpen && <CloseReportButton id={report.id} />}
        </Group>
        <Text style={{ whiteSpace: 'pre-wrap' }}>{report.text}</Text>
        <Group gap="md">
          <Text size="sm">
            {t(`reports.by.${report.side}`)}: <IdLink id={report.reporterId}>{report.reporterName}</IdLink>
          </Text>
          <Text size="sm">
            {t('reports.advisor')}: <IdLink id={report.advisorId}>{report.advisorName}</IdLink>
          </Text>
          <Text size="sm">
            {t('reports.call')}: <IdLink id={report.callId} />
          </Text>
          <Text size="sm" c="dimmed">
            {dateTime(report.createdAt)}
          </Text>
        </Group>
        {report.resolution !== null && report.closedAt !== null && (
          <>
            <Text>{t('reports.resolved', { resolution: report.resolution })}</Text>
            <Text size="sm" c="dimmed">
              {t('reports.closedBy', { name: report.closedByName ?? '', time: dateTime(report.closedAt) })}
            </Text>
          </>
        )}
      </Stack>
    </Paper>
  );
}

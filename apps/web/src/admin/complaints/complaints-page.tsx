import { Group, Paper, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ComplaintDue, ComplaintState, ComplaintSteps } from '~/features/complaints/index.ts';
import { dateTime } from '~/shared/format.ts';
import { DataView, EmptyState, MoreButton, Page } from '~/shared/ui/index.ts';
import { oneOf, useFilters } from '../parts/filters.ts';
import { IdLink } from '../parts/links.tsx';
import { type Complaint, type Due, type State, useComplaints } from './data.ts';
import { DecideButton } from './decide-button.tsx';
import { RulesView } from './rules-view.tsx';

const VIEWS = ['waiting', 'in_review', 'resolved', 'rules'] as const;
const DUES = ['soon', 'overdue'] as const satisfies readonly Due[];

/** Callers who complain about a paid call: the most urgent one first, each decided once [K3]. */
export function ComplaintsPage() {
  const { t } = useTranslation('complaints');
  const { values, set } = useFilters(['state', 'due'] as const);
  const view = oneOf(values.state, VIEWS) ?? 'waiting';
  return (
    <Page title={t('admin.title')} intro={t('admin.intro')}>
      <SegmentedControl
        aria-label={t('admin.show')}
        value={view}
        onChange={(value) => set({ state: value, due: null })}
        data={VIEWS.map((value) => ({ value, label: t(`admin.view.${value}`) }))}
        style={{ alignSelf: 'flex-start' }}
      />
      {view === 'rules' ? (
        <RulesView />
      ) : (
        <Queue view={view} due={oneOf(values.due, DUES)} onDue={(due) => set({ due })} />
      )}
    </Page>
  );
}

interface QueueProps {
  readonly view: State;
  readonly due: Due | undefined;
  readonly onDue: (due: string | null) => void;
}

function Queue({ view, due, onDue }: QueueProps) {
  const { t } = useTranslation('complaints');
  const { query, rows, more } = useComplaints(view, due);
  return (
    <>
      {view !== 'resolved' && (
        <Select
          label={t('admin.due')}
          placeholder={t('admin.dueAll')}
          clearable
          value={due ?? null}
          onChange={onDue}
          data={[
            { value: 'soon', label: t('admin.dueSoon') },
            { value: 'overdue', label: t('admin.dueOverdue') },
          ]}
          maw="16rem"
        />
      )}
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('admin.none')} text={t('admin.noneText')} />}
      >
        {() => (
          <Stack>
            {rows.map((complaint) => (
              <OneComplaint key={complaint.id} complaint={complaint} />
            ))}
            <MoreButton more={more} />
          </Stack>
        )}
      </DataView>
    </>
  );
}

function OneComplaint({ complaint }: { complaint: Complaint }) {
  const { t } = useTranslation('complaints');
  return (
    <Paper component="article" aria-label={complaint.callerName} withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="sm">
            <ComplaintState complaint={complaint} />
            <Text fw={600}>{t(`kind.${complaint.kind}`)}</Text>
          </Group>
          {complaint.state === 'in_review' && <DecideButton complaint={complaint} />}
        </Group>
        <ComplaintDue complaint={complaint} />
        <Group gap="md">
          <Text size="sm">
            {t('admin.caller')}: <IdLink id={complaint.callerId}>{complaint.callerName}</IdLink>
          </Text>
          <Text size="sm">
            {t('admin.advisor')}: <IdLink id={complaint.advisorId}>{complaint.advisorName}</IdLink>
          </Text>
          <Text size="sm">
            {t('admin.call')}: <IdLink id={complaint.callId} />
          </Text>
          <Text size="sm" c="dimmed">
            {dateTime(complaint.createdAt)}
          </Text>
        </Group>
        <ComplaintSteps complaint={complaint} />
        {complaint.state === 'open' && <Text size="sm">{t('admin.waits')}</Text>}
      </Stack>
    </Paper>
  );
}

import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, download, unwrap } from '~/shared/api/index.ts';
import { dateTime, duration, money } from '~/shared/format.ts';
import {
  DataTable,
  DataView,
  EmptyState,
  FormFailure,
  Page,
  StatusBadge,
  usePaged,
  useProblemText,
} from '~/shared/ui/index.ts';
import { keys } from '../lib/keys.ts';
import { startOfDay } from '../lib/time.ts';
import { useCallState, useMediumName } from './call-words.ts';
import { CALL_STATES, type HistorySearch, historySearch } from './history-search.ts';
import { Invoices } from './invoices.tsx';
import { LinkAnchor, LinkButton } from '../lib/links.tsx';
import { useSearchOf } from '../lib/route-state.ts';

type Call = Schemas['CallView'];

/** The days of the address as moments of the API; the last day counts as a whole. */
const filtersOf = ({ from, to, state }: HistorySearch): { from?: string; to?: string; state?: 'live' | 'ended' } => ({
  ...(from === undefined ? {} : { from: startOfDay(from) }),
  ...(to === undefined ? {} : { to: startOfDay(to, 1) }),
  ...(state === undefined ? {} : { state }),
});

const useCalls = (search: HistorySearch) =>
  usePaged([...keys.calls, 'list', search], (cursor) =>
    unwrap(api.GET('/v1/calls', { params: { query: { ...filtersOf(search), cursor } } })),
  );

function Filters() {
  const { t } = useTranslation('site');
  const common = useTranslation('common').t;
  const search = useSearchOf(historySearch);
  const navigate = useNavigate();
  const change = (part: HistorySearch): void =>
    void navigate({ to: '/history', search: (before: HistorySearch) => ({ ...before, ...part }), resetScroll: false });
  const states = { live: t('history.live'), ended: t('history.ended') };
  return (
    <Group component="search" align="flex-end" gap="sm" aria-label={t('filter.label')}>
      <TextInput
        type="date"
        label={common('field.from')}
        value={search.from ?? ''}
        max={search.to}
        onChange={(event) => change({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        label={common('field.to')}
        value={search.to ?? ''}
        min={search.from}
        onChange={(event) => change({ to: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label={t('history.state')}
        value={search.state ?? ''}
        onChange={(event) => change({ state: CALL_STATES.find((one) => one === event.currentTarget.value) })}
        data={[
          { value: '', label: t('history.anyState') },
          ...CALL_STATES.map((value) => ({ value, label: states[value] })),
        ]}
      />
    </Group>
  );
}

function useExport(search: HistorySearch) {
  const { t } = useTranslation('site');
  const words = useProblemText();
  const [isSaving, setSaving] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const save = (): void => {
    setSaving(true);
    setFailure(null);
    const query = new URLSearchParams({ ...filtersOf(search), format: 'csv' }).toString();
    download(`/v1/calls?${query}`, `${t('history.file')}.csv`)
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setSaving(false));
  };
  return { save, isSaving, failure };
}

function Calls({ rows, more }: { rows: Call[]; more: ReturnType<typeof useCalls>['more'] }) {
  const { t } = useTranslation('site');
  const state = useCallState();
  const medium = useMediumName();
  return (
    <DataTable<Call>
      caption={t('history.title')}
      rows={rows}
      rowKey={({ id }) => id}
      more={more}
      columns={[
        {
          id: 'at',
          header: t('history.when'),
          cell: ({ id, requestedAt, endReason }) => (
            <LinkAnchor to={endReason === null ? '/calls/$id' : '/history/$id'} params={{ id }}>
              {dateTime(requestedAt)}
            </LinkAnchor>
          ),
        },
        { id: 'advisor', header: t('history.advisor'), cell: ({ advisorName }) => advisorName },
        { id: 'medium', header: t('history.kind'), cell: (call) => medium(call.medium) },
        {
          id: 'state',
          header: t('history.state'),
          cell: (call) => {
            const { tone, words } = state(call);
            return <StatusBadge tone={tone}>{words}</StatusBadge>;
          },
        },
        {
          id: 'time',
          header: t('history.billed'),
          numeric: true,
          cell: ({ billedSeconds }) => (billedSeconds === null ? '–' : duration(billedSeconds)),
        },
        {
          id: 'price',
          header: t('history.price'),
          numeric: true,
          cell: ({ priceMinor, currency }) => (priceMinor === null ? '–' : money(priceMinor, currency)),
        },
      ]}
    />
  );
}

export default function HistoryPage() {
  const { t } = useTranslation('site');
  const common = useTranslation('common').t;
  const search = useSearchOf(historySearch);
  const { query, rows, more } = useCalls(search);
  const { save, isSaving, failure } = useExport(search);
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <Page
      title={t('history.title')}
      actions={
        <Button variant="default" leftSection={<Download size={16} aria-hidden />} loading={isSaving} onClick={save}>
          {common('action.export')}
        </Button>
      }
    >
      <FormFailure failure={failure} />
      <Filters />
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={
          <EmptyState
            title={isFiltered ? t('history.emptyFiltered') : t('history.empty')}
            action={
              isFiltered ? (
                <LinkButton to="/history" search={{}} variant="default">
                  {t('filter.clear')}
                </LinkButton>
              ) : (
                <LinkButton to="/">{t('nav.allAdvisors')}</LinkButton>
              )
            }
          />
        }
      >
        {() => <Calls rows={rows} more={more} />}
      </DataView>
      <Invoices />
    </Page>
  );
}

import { Code, NativeSelect, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { DataTable, DataView, EmptyState, StatusBadge, type Tone, usePaged } from '~/shared/ui/index.ts';

const OUTCOMES = ['ok', 'refused', 'failed'] as const;
type Outcome = (typeof OUTCOMES)[number];

const toneOf = (status: number): Tone => (status < 400 ? 'good' : status < 500 ? 'busy' : 'bad');

/** What was asked with keys, newest first. */
export function AccessLog() {
  const { t } = useTranslation('developers');
  const [outcome, setOutcome] = useState<Outcome | ''>('');
  const { query, rows, more } = usePaged<Schemas['ApiAccessView']>(['api-access', outcome], (cursor) =>
    unwrap(
      api.GET('/v1/staff/api-access', {
        params: { query: { cursor, ...(outcome === '' ? {} : { outcome }) } },
      }),
    ),
  );
  return (
    <Stack>
      <NativeSelect
        label={t('log.outcome')}
        maw="16rem"
        value={outcome}
        onChange={(event) => setOutcome(event.currentTarget.value as Outcome | '')}
        data={[{ value: '', label: t('log.any') }, ...OUTCOMES.map((one) => ({ value: one, label: t(`log.${one}`) }))]}
      />
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('log.none')} text={t('log.noneText')} />}
      >
        {() => (
          <DataTable
            caption={t('log.title')}
            rows={rows}
            rowKey={({ requestId }) => requestId}
            more={more}
            columns={[
              { id: 'at', header: t('log.at'), cell: ({ at }) => dateTime(at) },
              { id: 'key', header: t('log.key'), cell: ({ keyName }) => keyName },
              {
                id: 'request',
                header: t('log.request'),
                cell: ({ method, route }) => <Code>{`${method} ${route}`}</Code>,
              },
              {
                id: 'status',
                header: t('log.status'),
                cell: ({ status }) => <StatusBadge tone={toneOf(status)}>{String(status)}</StatusBadge>,
              },
              {
                id: 'duration',
                header: t('log.duration'),
                numeric: true,
                cell: ({ durationMs }) => t('log.durationMs', { ms: durationMs }),
              },
              { id: 'ip', header: t('log.address'), cell: ({ ip }) => ip ?? '–' },
            ]}
          />
        )}
      </DataView>
    </Stack>
  );
}

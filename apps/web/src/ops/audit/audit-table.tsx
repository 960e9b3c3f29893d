import { Code, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { type Column, DataTable } from '~/shared/ui/index.ts';
import { LicenseeLink } from '../ui/licensee-link.tsx';
import { ACTION, isKnownAction } from './actions.ts';

type Entry = Schemas['OperatorAuditView'];

interface AuditTableProps {
  readonly rows: readonly Entry[];
  readonly more: { readonly hasMore: boolean; readonly isLoading: boolean; readonly load: () => void };
}

export function AuditTable({ rows, more }: AuditTableProps) {
  const { t } = useTranslation('ops');
  const columns: Column<Entry>[] = [
    { id: 'at', header: t('audit.at'), cell: ({ at }) => dateTime(at) },
    { id: 'actor', header: t('audit.actor'), cell: ({ actor }) => actor.name ?? t('audit.nobody') },
    {
      id: 'action',
      header: t('audit.action'),
      cell: ({ action }) => (isKnownAction(action) ? t(ACTION[action]) : <Code>{action}</Code>),
    },
    { id: 'subject', header: t('audit.subject'), cell: (entry) => <Subject entry={entry} /> },
    { id: 'values', header: t('audit.values'), cell: (entry) => <Values entry={entry} /> },
    { id: 'reason', header: t('audit.reason'), cell: ({ reason }) => reason ?? t('audit.noReason') },
    { id: 'from', header: t('audit.from'), cell: (entry) => <Origin entry={entry} /> },
  ];
  return <DataTable caption={t('audit.title')} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />;
}

function Subject({ entry: { subjectKind, subjectId } }: { entry: Entry }) {
  const { t } = useTranslation('ops');
  if (subjectId === null) return t('audit.noSubject');
  return subjectKind === 'licensee' ? (
    <LicenseeLink id={subjectId}>{subjectId}</LicenseeLink>
  ) : (
    <Code>{subjectId}</Code>
  );
}

const shown = (values: Entry['before']): string =>
  Object.entries(values ?? {})
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');

/** Values as they were stored; their names are those of the API. */
function Values({ entry: { before, after } }: { entry: Entry }) {
  const { t } = useTranslation('ops');
  const sides = [
    [t('audit.before'), before],
    [t('audit.after'), after],
  ] as const;
  return (
    <Stack gap={4}>
      {sides.map(
        ([label, values]) =>
          values && (
            <div key={label}>
              <Text size="xs" c="dimmed">
                {label}
              </Text>
              <Text size="xs" ff="monospace" dir="ltr" style={{ whiteSpace: 'pre-wrap' }}>
                {shown(values)}
              </Text>
            </div>
          ),
      )}
    </Stack>
  );
}

function Origin({ entry: { ip, requestId } }: { entry: Entry }) {
  return (
    <Stack gap={4}>
      {ip !== null && <Text size="xs">{ip}</Text>}
      <Text size="xs" ff="monospace" c="dimmed">
        {requestId}
      </Text>
    </Stack>
  );
}

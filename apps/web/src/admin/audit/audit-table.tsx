import { Anchor, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dateTime } from '~/shared/format.ts';
import { DataTable } from '~/shared/ui/index.ts';
import { ACTIONS, SUBJECTS, isAction, isSubject } from './actions.ts';
import { AuditDetails } from './audit-details.tsx';
import type { Entry } from './use-audit.ts';

interface AuditTableProps {
  readonly rows: readonly Entry[];
  readonly more: React.ComponentProps<typeof DataTable>['more'];
  readonly onActor: (id: string) => void;
}

export function AuditTable({ rows, more, onActor }: AuditTableProps) {
  const { t } = useTranslation('admin');
  return (
    <DataTable
      caption={t('audit.title')}
      rows={rows}
      rowKey={({ id }) => id}
      more={more}
      columns={[
        { id: 'at', header: t('audit.when'), cell: ({ at }) => dateTime(at) },
        { id: 'who', header: t('audit.who'), cell: ({ actor }) => <Actor actor={actor} onActor={onActor} /> },
        {
          id: 'what',
          header: t('audit.what'),
          cell: ({ action, reason }) => (
            <Stack gap={2}>
              <span>{isAction(action) ? t(ACTIONS[action]) : action}</span>
              {reason && (
                <Text size="sm" c="dimmed">
                  {t('audit.reason', { reason })}
                </Text>
              )}
            </Stack>
          ),
        },
        { id: 'subject', header: t('audit.toWhat'), cell: ({ subject }) => <Subject subject={subject} /> },
        { id: 'details', header: '', cell: (entry) => <AuditDetails entry={entry} /> },
      ]}
    />
  );
}

/** Who did it, by name. People of the operator are none of the licensee's, so that they have no name here; whoever stands in has. */
function Actor({ actor: { kind, id, name, role }, onActor }: { actor: Entry['actor']; onActor: (id: string) => void }) {
  const { t } = useTranslation('admin');
  if (kind === 'key') return <span>{t('audit.key', { id: name })}</span>;
  if (kind === 'system') return <span>{name ? t('audit.job', { name }) : t('audit.system')}</span>;
  if (id === null) return <span>{t('audit.nobody')}</span>;
  const shown = name ?? (role === 'operator' ? t('audit.operator') : id);
  return (
    <Anchor
      component="button"
      type="button"
      ta="start"
      onClick={() => onActor(id)}
      aria-label={t('audit.onlyBy', { name: shown })}
    >
      {shown}
    </Anchor>
  );
}

function Subject({ subject }: { subject: Entry['subject'] }) {
  const { t } = useTranslation('admin');
  if (!subject) return null;
  const { kind, id } = subject;
  return (
    <Stack gap={2}>
      <span>{isSubject(kind) ? t(SUBJECTS[kind]) : kind}</span>
      {id && (
        <Text size="sm" c="dimmed">
          {id}
        </Text>
      )}
    </Stack>
  );
}

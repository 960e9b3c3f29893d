import { Button, Group, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { DataTable, EmptyState, StatusBadge, announce, useProblemText } from '~/shared/ui/index.ts';
import { useDraft } from './draft-context.tsx';
import { useRestore } from './use-brand.ts';

type Row = Schemas['BrandVersionRow'];

export function Versions({ versions }: { versions: readonly Row[] }) {
  const { t } = useTranslation('admin');
  if (versions.length === 0) return <EmptyState title={t('brand.versions.none')} text={t('brand.versions.noneText')} />;
  return (
    <DataTable
      caption={t('brand.part.versions')}
      rows={versions}
      rowKey={({ number }) => `${number}`}
      columns={[
        {
          id: 'number',
          header: t('brand.versions.version'),
          cell: (row) => (
            <Stack gap={4} align="flex-start">
              <span>
                {row.restoredFrom === null
                  ? t('brand.versions.number', { number: row.number })
                  : t('brand.versions.copy', { number: row.number, from: row.restoredFrom })}
              </span>
              {row.state === 'published' && <StatusBadge tone="good">{t('brand.versions.live')}</StatusBadge>}
            </Stack>
          ),
        },
        {
          id: 'who',
          header: t('brand.versions.published'),
          cell: ({ authorName, publishedAt }) =>
            t('brand.versions.by', { at: dateTime(publishedAt), name: authorName ?? t('brand.versions.system') }),
        },
        { id: 'acts', header: '', cell: (row) => <Acts row={row} /> },
      ]}
    />
  );
}

function Acts({ row: { number, state } }: { row: Row }) {
  const { t } = useTranslation('admin');
  const { store } = useDraft();
  const restore = useRestore();
  const words = useProblemText();
  const [busy, setBusy] = useState<'restore' | 'edit' | null>(null);
  const run = (name: 'restore' | 'edit', work: () => Promise<string>): void => {
    if (busy) return;
    setBusy(name);
    work()
      .then((message) => {
        notifications.show({ message, color: 'success' });
        announce(message);
      })
      .catch((error: unknown) => notifications.show({ message: words(error), color: 'danger', autoClose: false }))
      .finally(() => setBusy(null));
  };
  const rollBack = async (): Promise<string> => {
    const live = await restore.mutateAsync(number);
    return t('brand.published', { number: live.number, at: dateTime(live.publishedAt) });
  };
  const edit = async (): Promise<string> => {
    const version = await unwrap(api.GET('/v1/staff/brand/versions/{number}', { params: { path: { number } } }));
    store.replace(version.document);
    return t('brand.versions.inDraft', { number });
  };
  return (
    <Group gap="xs" justify="flex-end">
      {state !== 'published' && (
        <Button
          size="compact-md"
          variant="default"
          loading={busy === 'restore'}
          aria-label={t('brand.versions.rollBackTo', { number })}
          onClick={() => run('restore', rollBack)}
        >
          {t('brand.versions.rollBack')}
        </Button>
      )}
      <Button
        size="compact-md"
        variant="subtle"
        loading={busy === 'edit'}
        aria-label={t('brand.versions.editNumber', { number })}
        onClick={() => run('edit', edit)}
      >
        {t('brand.versions.edit')}
      </Button>
    </Group>
  );
}

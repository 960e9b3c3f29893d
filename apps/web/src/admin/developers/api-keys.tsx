import { Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import {
  ConfirmButton,
  DataTable,
  DataView,
  EmptyState,
  StatusBadge,
  type Tone,
  announce,
  usePaged,
} from '~/shared/ui/index.ts';
import { CreateApiKey } from './create-api-key.tsx';
import { ShownOnce } from './shown-once.tsx';
import { API_KEYS, TEST_DATA, type ApiKey, type NewApiKey, useChanged } from './use-developers.ts';

const TONES: Record<ApiKey['status'], Tone> = { live: 'good', expired: 'quiet', revoked: 'quiet' };

/** The keys, how to make one, and the one that was just made. */
export function ApiKeys() {
  const { t } = useTranslation('developers');
  const changed = useChanged(API_KEYS);
  // A test key comes with people.
  const peopled = useChanged(TEST_DATA);
  const [fresh, setFresh] = useState<NewApiKey | null>(null);
  const { query, rows, more } = usePaged<ApiKey>(API_KEYS, (cursor) =>
    unwrap(api.GET('/v1/staff/api-keys', { params: { query: { cursor } } })),
  );
  const made = async (key: NewApiKey): Promise<void> => {
    setFresh(key);
    announce(t('keys.created', { name: key.name }));
    await Promise.all([changed(), peopled()]);
  };
  return (
    <Stack>
      {fresh ? <ShownOnce made={fresh} onHide={() => setFresh(null)} /> : <CreateApiKey onCreated={made} />}
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('keys.none')} text={t('keys.noneText')} />}
      >
        {() => (
          <DataTable
            caption={t('keys.title')}
            rows={rows}
            rowKey={({ id }) => id}
            more={more}
            columns={[
              {
                id: 'key',
                header: t('keys.key'),
                cell: ({ name, hint }) => (
                  <div>
                    <Text fw={600}>{name}</Text>
                    <Text size="sm" c="dimmed" ff="monospace">
                      {hint}
                    </Text>
                  </div>
                ),
              },
              {
                id: 'state',
                header: t('keys.state'),
                cell: ({ status }) => <StatusBadge tone={TONES[status]}>{t(`keys.${status}`)}</StatusBadge>,
              },
              { id: 'mode', header: t('keys.mode'), cell: ({ mode }) => t(`keys.of_${mode}`) },
              {
                id: 'scopes',
                header: t('keys.scopes'),
                cell: ({ scopes }) => scopes.join(', '),
              },
              {
                id: 'from',
                header: t('keys.from'),
                cell: ({ addresses }) => (addresses.length === 0 ? t('keys.everywhere') : addresses.join(', ')),
              },
              {
                id: 'expires',
                header: t('keys.expiresAt'),
                cell: ({ expiresAt }) => (expiresAt ? dateTime(expiresAt) : t('keys.never')),
              },
              {
                id: 'used',
                header: t('keys.lastUsed'),
                cell: ({ lastUsedAt }) => (lastUsedAt ? dateTime(lastUsedAt) : t('keys.never')),
              },
              {
                id: 'acts',
                header: t('keys.acts'),
                cell: (key) =>
                  key.status === 'live' ? <Acts apiKey={key} onRolled={made} onRevoked={changed} /> : null,
              },
            ]}
          />
        )}
      </DataView>
    </Stack>
  );
}

interface ActsProps {
  readonly apiKey: ApiKey;
  readonly onRolled: (key: NewApiKey) => Promise<void>;
  readonly onRevoked: () => Promise<void>;
}

function Acts({ apiKey: { id, name, hint }, onRolled, onRevoked }: ActsProps) {
  const { t } = useTranslation('developers');
  const path = { params: { path: { id } } };
  return (
    <Group gap="xs" wrap="nowrap">
      <ConfirmButton
        size="xs"
        variant="default"
        aria-label={t('keys.rollNamed', { name, hint })}
        title={t('keys.rollTitle', { name })}
        text={t('keys.rollText', { hint })}
        confirmLabel={t('keys.rollConfirm')}
        onConfirm={() => unwrap(api.POST('/v1/staff/api-keys/{id}/roll', { ...path, body: {} })).then(onRolled)}
      >
        {t('keys.roll')}
      </ConfirmButton>
      <ConfirmButton
        size="xs"
        variant="outline"
        color="danger"
        aria-label={t('keys.revokeNamed', { name, hint })}
        title={t('keys.revokeTitle', { name })}
        text={t('keys.revokeText', { hint })}
        confirmLabel={t('keys.revokeConfirm')}
        onConfirm={async () => {
          await unwrap(api.POST('/v1/staff/api-keys/{id}/revoke', path));
          announce(t('keys.revokedNow', { name }));
          await onRevoked();
        }}
      >
        {t('keys.revoke')}
      </ConfirmButton>
    </Group>
  );
}

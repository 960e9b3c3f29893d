import { Card, Group, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { dateTime } from '~/shared/format.ts';
import { announce, ConfirmButton, DataView, MoreButton, usePaged } from '~/shared/ui/index.ts';
import { WARNINGS_KEY } from './keys.ts';

export const BLOCKS_KEY = ['blocks'] as const;

/** Whom the person has blocked, each with the way back. */
export function BlockedList() {
  const { t } = useTranslation(['trust', 'common']);
  const { query, rows, more } = usePaged<Schemas['BlockView']>(BLOCKS_KEY, (cursor) =>
    unwrap(api.GET('/v1/me/blocks', { params: { query: { cursor } } })),
  );
  return (
    <DataView query={query} isEmpty={() => rows.length === 0} empty={<Text>{t('trust:block.none')}</Text>}>
      {() => (
        <Stack component="ul" gap="sm" style={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {rows.map((block) => (
            <Blocked key={block.id} block={block} />
          ))}
          {more.hasMore && (
            <li>
              <MoreButton more={more} />
            </li>
          )}
        </Stack>
      )}
    </DataView>
  );
}

function Blocked({ block: { id, name, createdAt } }: { block: Schemas['BlockView'] }) {
  const { t } = useTranslation('trust');
  const queries = useQueryClient();
  const unblock = async (): Promise<void> => {
    await unwrap(api.DELETE('/v1/me/blocks/{id}', { params: { path: { id } } }));
    announce(t('block.undone', { name }));
    await queries.invalidateQueries({ queryKey: BLOCKS_KEY });
  };
  return (
    <Card withBorder component="li" padding="sm">
      <Group justify="space-between">
        <div>
          <Text fw={600}>{name}</Text>
          <Text size="sm" c="dimmed">
            {t('block.since', { time: dateTime(createdAt) })}
          </Text>
        </div>
        <ConfirmButton
          variant="default"
          aria-label={t('block.undoName', { name })}
          title={t('block.undoName', { name })}
          text={t('block.undoText', { name })}
          confirmLabel={t('block.undo')}
          onConfirm={unblock}
        >
          {t('block.undo')}
        </ConfirmButton>
      </Group>
    </Card>
  );
}

/** What staff said to the person, within what the page frames it by; nothing where they said nothing. */
export function Warnings({ children }: { readonly children: (title: string, warnings: ReactNode) => ReactNode }) {
  const { t } = useTranslation('trust');
  const warnings = useQuery({ queryKey: WARNINGS_KEY, queryFn: () => unwrap(api.GET('/v1/me/warnings', {})) });
  const rows = warnings.data?.data ?? [];
  if (rows.length === 0) return null;
  return children(
    t('warnings.title'),
    <Stack gap="xs">
      {rows.map(({ notice, createdAt }) => (
        <Card withBorder padding="sm" key={`${createdAt}${notice}`}>
          <Text style={{ whiteSpace: 'pre-line' }}>{notice}</Text>
          <Text size="sm" c="dimmed">
            {dateTime(createdAt)}
          </Text>
        </Card>
      ))}
    </Stack>,
  );
}

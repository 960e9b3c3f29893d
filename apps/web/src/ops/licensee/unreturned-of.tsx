import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Unreturned, UnreturnedTable } from '~/features/payouts/index.ts';
import { api, sendOnce, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { DataView, EmptyState, usePaged } from '~/shared/ui/index.ts';
import { notify } from '../ui/notify.ts';

/** End users of a licensee whose money no card took back; where we have it, we pay it. */
export function UnreturnedOf({ id }: { id: string }) {
  const { t } = useTranslation('payouts');
  const { query, rows, more } = usePaged(['licensee', id, 'unreturned'], (cursor) =>
    unwrap(
      api.GET('/v1/operator/licensees/{id}/licence/ending/unreturned', {
        params: { path: { id }, query: { limit: 20, cursor } },
      }),
    ),
  );
  const changed = (): void => {
    for (const queryKey of [['licensee', id], ['audit']]) void queryClient.invalidateQueries({ queryKey });
  };
  const sendAgain = async ({ personId, tries }: Unreturned): Promise<void> => {
    await sendOnce(`send-again-${personId}-${tries}`, ({ header }) =>
      unwrap(
        api.POST('/v1/operator/licensees/{id}/licence/ending/unreturned/{personId}/send-again', {
          params: { path: { id, personId }, header },
        }),
      ),
    ).finally(changed);
    notify(t('unreturned.sent'));
  };
  const paid = async ({ personId }: Unreturned, reference: string): Promise<void> => {
    await sendOnce(`paid-by-hand-${personId}`, ({ header }) =>
      unwrap(
        api.POST('/v1/operator/licensees/{id}/licence/ending/unreturned/{personId}/paid', {
          params: { path: { id, personId }, header },
          body: { reference },
        }),
      ),
    ).finally(changed);
    notify(t('unreturned.done'));
  };
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {t('unreturned.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('unreturned.intro')}
      </Text>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('unreturned.none')} text={t('unreturned.noneText')} />}
      >
        {() => <UnreturnedTable rows={rows} more={more} as="operator" onSendAgain={sendAgain} onPaid={paid} />}
      </DataView>
    </Stack>
  );
}

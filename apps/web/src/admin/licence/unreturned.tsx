import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Unreturned, UnreturnedTable } from '~/features/payouts/index.ts';
import { api, sendOnce, unwrap } from '~/shared/api/index.ts';
import { DataView, EmptyState, usePaged } from '~/shared/ui/index.ts';
import { useStaff } from '../staff.tsx';
import { changed } from './use-licence.ts';

/** Callers whose money no card took back: sent once more, or paid by hand where the licensee has it. */
export function UnreturnedMoney() {
  const { t } = useTranslation('payouts');
  const staff = useStaff();
  const { query, rows, more } = usePaged(['licence', 'unreturned'], (cursor) =>
    unwrap(api.GET('/v1/staff/licence/ending/unreturned', { params: { query: { limit: 20, cursor } } })),
  );
  const sendAgain = ({ personId: id, tries }: Unreturned): Promise<unknown> =>
    sendOnce(`send-again-${id}-${tries}`, ({ header }) =>
      unwrap(api.POST('/v1/staff/licence/ending/unreturned/{id}/send-again', { params: { path: { id }, header } })),
    ).finally(changed);
  const paid = ({ personId: id }: Unreturned, reference: string): Promise<unknown> =>
    sendOnce(`paid-by-hand-${id}`, ({ header }) =>
      unwrap(
        api.POST('/v1/staff/licence/ending/unreturned/{id}/paid', {
          params: { path: { id }, header },
          body: { reference },
        }),
      ),
    ).finally(changed);
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
        {() => (
          <UnreturnedTable
            rows={rows}
            more={more}
            as={staff.is('owner', 'finance') ? 'licensee' : null}
            onSendAgain={sendAgain}
            onPaid={paid}
          />
        )}
      </DataView>
    </Stack>
  );
}

import { Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Schemas, sendOnce } from '~/shared/api/index.ts';
import { DataView, EmptyState, usePaged } from '~/shared/ui/index.ts';
import { type Unreturned, UnreturnedTable } from './unreturned-table.tsx';

type Header = { 'Idempotency-Key': string };

interface UnreturnedListProps {
  readonly queryKey: readonly string[];
  readonly read: (query: { limit: number; cursor: string | undefined }) => Promise<Schemas['UnreturnedList']>;
  readonly sendAgain: (personId: string, header: Header) => Promise<unknown>;
  readonly pay: (personId: string, reference: string, header: Header) => Promise<unknown>;
  /** After each act, also one that failed: somebody else may have been quicker. */
  readonly onActed: () => unknown;
  /** Who marks money as paid here; null = only looks. */
  readonly as: Unreturned['payableBy'] | null;
  /** Says that something was done. */
  readonly onDone?: (what: 'sent' | 'done') => void;
}

/** End users whose money no card took back: sent once more, or paid by hand by whoever has it. */
export function UnreturnedList({ queryKey, read, sendAgain, pay, onActed, as, onDone }: UnreturnedListProps) {
  const { t } = useTranslation('payouts');
  const { query, rows, more } = usePaged(queryKey, (cursor) => read({ limit: 20, cursor }));
  const act = async (what: 'sent' | 'done', key: string, work: (header: Header) => Promise<unknown>): Promise<void> => {
    await sendOnce(key, ({ header }) => work(header)).finally(onActed);
    onDone?.(what);
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
        {() => (
          <UnreturnedTable
            rows={rows}
            more={more}
            as={as}
            onSendAgain={({ personId, tries }) =>
              act('sent', `send-again-${personId}-${tries}`, (header) => sendAgain(personId, header))
            }
            onPaid={({ personId }, reference) =>
              act('done', `paid-by-hand-${personId}`, (header) => pay(personId, reference, header))
            }
          />
        )}
      </DataView>
    </Stack>
  );
}

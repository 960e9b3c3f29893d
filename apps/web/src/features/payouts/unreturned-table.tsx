import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime, money } from '~/shared/format.ts';
import { type Column, ConfirmButton, CopyButton, DataTable } from '~/shared/ui/index.ts';

export type Unreturned = Schemas['UnreturnedView'];

interface UnreturnedTableProps {
  readonly rows: readonly Unreturned[];
  readonly more: { readonly hasMore: boolean; readonly isLoading: boolean; readonly load: () => void };
  /** Who marks money as paid here; null = only looks. */
  readonly as: Unreturned['payableBy'] | null;
  readonly onSendAgain: (one: Unreturned) => Promise<unknown>;
  readonly onPaid: (one: Unreturned, reference: string) => Promise<unknown>;
}

/** Money of end users that no card took back at the end of a licence: whose, why, and what can be done about it. */
export function UnreturnedTable({ rows, more, as, onSendAgain, onPaid }: UnreturnedTableProps) {
  const { t } = useTranslation('payouts');
  const who = ({ name, personId }: Unreturned): string => name ?? personId;
  const columns: Column<Unreturned>[] = [
    {
      id: 'who',
      header: t('unreturned.who'),
      cell: (one) => (
        <Group gap="xs">
          <div>
            <Text size="sm">{who(one)}</Text>
            {one.email !== null && (
              <Text size="xs" c="dimmed">
                {one.email}
              </Text>
            )}
          </div>
          <CopyButton value={one.email ?? one.personId} />
        </Group>
      ),
    },
    {
      id: 'amount',
      header: t('unreturned.amount'),
      numeric: true,
      cell: ({ amountMinor, currency }) => money(amountMinor, currency),
    },
    {
      id: 'why',
      header: t('unreturned.why'),
      cell: ({ reason, failureCode }) => (
        <>
          <Text size="sm">{t(`unreturned.reason.${reason}`)}</Text>
          {reason === 'refused' && failureCode !== null && (
            <Text size="xs" c="dimmed">
              {failureCode}
            </Text>
          )}
        </>
      ),
    },
    {
      id: 'tries',
      header: t('unreturned.tries'),
      cell: ({ tries, lastTriedAt }) =>
        lastTriedAt === null ? '–' : t('unreturned.tried', { count: tries, last: dateTime(lastTriedAt) }),
    },
    {
      id: 'act',
      header: t('unreturned.act'),
      cell: (one) => (
        <Group gap="xs">
          {as !== null && one.reason === 'refused' && (
            <ConfirmButton
              size="xs"
              variant="default"
              title={t('unreturned.againTitle')}
              text={t('unreturned.againText', { amount: money(one.amountMinor, one.currency), who: who(one) })}
              confirmLabel={t('unreturned.again')}
              onConfirm={() => onSendAgain(one)}
            >
              {t('unreturned.again')}
            </ConfirmButton>
          )}
          {canBePaid(one) &&
            (one.payableBy === as ? (
              <ConfirmButton
                size="xs"
                title={t('unreturned.paidTitle')}
                text={t('unreturned.paidText', { amount: money(one.amountMinor, one.currency), who: who(one) })}
                confirmLabel={t('unreturned.paid')}
                reason={{ label: t('unreturned.reference'), minLength: 3 }}
                onConfirm={(reference) => onPaid(one, reference)}
              >
                {t('unreturned.paid')}
              </ConfirmButton>
            ) : (
              <Text size="sm">{t(`unreturned.paidBy.${one.payableBy}`)}</Text>
            ))}
        </Group>
      ),
    },
  ];
  return (
    <DataTable
      caption={t('unreturned.title')}
      rows={rows}
      columns={columns}
      rowKey={({ personId }) => personId}
      more={more}
    />
  );
}

/** What a call or a bank still has is not free; a budget is taken back as one. */
const canBePaid = ({ reason }: Unreturned): boolean => reason === 'refused' || reason === 'no_payment';

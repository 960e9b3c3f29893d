import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { date, money } from '~/shared/format.ts';
import { type Column, ConfirmButton, DataTable } from '~/shared/ui/index.ts';

export type PayeeDebt = Schemas['PayeeDebtView'];

interface DebtsTableProps {
  readonly caption: string;
  readonly rows: readonly PayeeDebt[];
  readonly more: { readonly hasMore: boolean; readonly isLoading: boolean; readonly load: () => void };
  /** Whose loss a debt would be that is given up here; null = only looks. */
  readonly as: PayeeDebt['bearer'] | null;
  readonly onWriteOff: (debt: PayeeDebt, reason: string) => Promise<void>;
}

/** What advisors owe of earnings that were paid out already; who bears a debt may give the rest of it up. */
export function DebtsTable({ caption, rows, more, as, onWriteOff }: DebtsTableProps) {
  const { t } = useTranslation('payouts');
  const amount = (minor: number, { currency }: PayeeDebt): string => money(minor, currency);
  const columns: Column<PayeeDebt>[] = [
    { id: 'who', header: t('debts.who'), cell: ({ name }) => name },
    { id: 'since', header: t('debts.since'), cell: ({ createdAt }) => date(createdAt) },
    { id: 'amount', header: t('debts.amount'), numeric: true, cell: (one) => amount(one.amountMinor, one) },
    { id: 'recovered', header: t('debts.recovered'), numeric: true, cell: (one) => amount(one.recoveredMinor, one) },
    { id: 'written', header: t('debts.writtenOff'), numeric: true, cell: (one) => amount(one.writtenOffMinor, one) },
    { id: 'due', header: t('debts.due'), numeric: true, cell: (one) => amount(one.dueMinor, one) },
    {
      id: 'act',
      header: t('debts.act'),
      cell: (one) =>
        one.dueMinor === 0 ? (
          '–'
        ) : one.bearer === as ? (
          <ConfirmButton
            size="xs"
            variant="default"
            title={t('debts.title')}
            text={t('debts.text', { amount: amount(one.dueMinor, one), name: one.name })}
            confirmLabel={t('debts.writeOff')}
            reason={{ label: t('debts.reason'), minLength: 3 }}
            onConfirm={(reason) => onWriteOff(one, reason)}
          >
            {t('debts.writeOff')}
          </ConfirmButton>
        ) : (
          <Text size="sm">{t(`debts.bearer.${one.bearer}`)}</Text>
        ),
    },
  ];
  return <DataTable caption={caption} rows={rows} columns={columns} rowKey={({ id }) => id} more={more} />;
}

import { Table, Text } from '@mantine/core';
import { CircleCheck, CircleX } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { money } from '~/shared/format.ts';
import { IdLink } from '../parts/links.tsx';
import { Owner } from './owner.tsx';

type Transaction = Schemas['LedgerTransactionView'];

/** Debits and credits of one transaction, and the proof that they are equal [L8.1]. */
export function EntryTable({ transaction }: { transaction: Transaction }) {
  const { t } = useTranslation('admin');
  const { currency, entries, sumMinor } = transaction;
  const credits = entries.reduce((sum, { amountMinor }) => sum + Math.max(0, amountMinor), 0);
  const debits = credits - sumMinor;
  const heads = {
    account: t('ledger.column.account'),
    owner: t('ledger.column.owner'),
    debit: t('ledger.column.debit'),
    credit: t('ledger.column.credit'),
    balance: t('ledger.column.balance'),
  };
  return (
    <Table className="data-table" verticalSpacing="xs">
      <caption className="visually-hidden">{t('ledger.entries')}</caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{heads.account}</Table.Th>
          <Table.Th scope="col">{heads.owner}</Table.Th>
          <Table.Th scope="col" ta="end">
            {heads.debit}
          </Table.Th>
          <Table.Th scope="col" ta="end">
            {heads.credit}
          </Table.Th>
          <Table.Th scope="col" ta="end">
            {heads.balance}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry, index) => (
          <Table.Tr key={`${entry.accountId}-${index}`}>
            <Table.Td data-label={heads.account}>
              <IdLink id={entry.accountId}>{t(`ledger.account.${entry.accountKind}`)}</IdLink>
            </Table.Td>
            <Table.Td data-label={heads.owner}>
              <Owner owner={entry.owner} />
            </Table.Td>
            <Table.Td data-label={heads.debit} ta="end">
              {entry.amountMinor < 0 ? money(-entry.amountMinor, currency) : '–'}
            </Table.Td>
            <Table.Td data-label={heads.credit} ta="end">
              {entry.amountMinor < 0 ? '–' : money(entry.amountMinor, currency)}
            </Table.Td>
            <Table.Td data-label={heads.balance} ta="end">
              {entry.balanceAfterMinor === null ? '–' : money(entry.balanceAfterMinor, currency)}
            </Table.Td>
          </Table.Tr>
        ))}
        <Table.Tr fw={600}>
          <Table.Td colSpan={2}>
            <Sum minor={sumMinor} currency={currency} />
          </Table.Td>
          <Table.Td data-label={heads.debit} ta="end">
            {money(debits, currency)}
          </Table.Td>
          <Table.Td data-label={heads.credit} ta="end">
            {money(credits, currency)}
          </Table.Td>
          <Table.Td />
        </Table.Tr>
      </Table.Tbody>
    </Table>
  );
}

function Sum({ minor, currency }: { minor: number; currency: string }) {
  const { t } = useTranslation('admin');
  const Icon = minor === 0 ? CircleCheck : CircleX;
  return (
    <Text
      span
      size="sm"
      fw={600}
      c={minor === 0 ? 'var(--t-success-text)' : 'var(--t-danger-text)'}
      style={{ display: 'inline-flex', gap: '0.375rem', alignItems: 'center' }}
    >
      <Icon size={16} aria-hidden />
      {minor === 0 ? t('ledger.sumZero') : t('ledger.sumNot', { sum: money(minor, currency) })}
    </Text>
  );
}

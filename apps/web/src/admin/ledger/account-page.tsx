import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { dateTime, money } from '~/shared/format.ts';
import { type Column, CopyButton, DataTable, DataView, EmptyState, Page } from '~/shared/ui/index.ts';
import { Facts, Section } from '../parts/facts.tsx';
import { IdLink } from '../parts/links.tsx';
import { useIdParam } from '../parts/id-param.ts';
import { useAccount, useAccountEntries } from './data.ts';
import { Owner } from './owner.tsx';

/** One account with its running balance [L8.2]. */
export function AccountPage() {
  const { t } = useTranslation('admin');
  const id = useIdParam();
  const account = useAccount(id);
  return (
    <Page
      title={account.data ? t(`ledger.account.${account.data.kind}`) : t('ledger.column.account')}
      intro={id}
      actions={<CopyButton value={id} label={t('ledger.copyId')} />}
    >
      <DataView query={account}>
        {(data) => (
          <>
            <Section title={t('ledger.facts')} text={t(`ledger.meaning.${data.kind}`)}>
              <Facts
                facts={[
                  { label: t('ledger.column.owner'), value: <Owner owner={data.owner} /> },
                  { label: t('ledger.column.total'), value: money(data.balanceMinor, data.currency) },
                  { label: t('ledger.column.held'), value: money(data.heldMinor, data.currency) },
                ]}
              />
            </Section>
            <Section title={t('ledger.entries')}>
              <Entries id={id} currency={data.currency} />
            </Section>
          </>
        )}
      </DataView>
    </Page>
  );
}

function Entries({ id, currency }: { id: string; currency: string }) {
  const { t } = useTranslation('admin');
  const { query, rows, more } = useAccountEntries(id);
  const columns: Column<Schemas['AccountEntryView']>[] = [
    { id: 'at', header: t('ledger.postedAt'), cell: ({ postedAt }) => dateTime(postedAt) },
    { id: 'kind', header: t('ledger.filter.kind'), cell: ({ kind }) => t(`ledger.kind.${kind}`) },
    {
      id: 'id',
      header: t('ledger.transaction'),
      cell: ({ transactionId }) => <IdLink id={transactionId} />,
    },
    {
      id: 'debit',
      header: t('ledger.column.debit'),
      numeric: true,
      cell: ({ amountMinor }) => (amountMinor < 0 ? money(-amountMinor, currency) : '–'),
    },
    {
      id: 'credit',
      header: t('ledger.column.credit'),
      numeric: true,
      cell: ({ amountMinor }) => (amountMinor < 0 ? '–' : money(amountMinor, currency)),
    },
    {
      id: 'balance',
      header: t('ledger.column.balance'),
      numeric: true,
      cell: ({ balanceAfterMinor }) => money(balanceAfterMinor, currency),
    },
  ];
  return (
    <DataView
      query={query}
      isEmpty={() => rows.length === 0}
      empty={<EmptyState title={t('ledger.none')} text={t('ledger.noneText')} />}
    >
      {() => (
        <DataTable
          caption={t('ledger.entries')}
          rows={rows}
          columns={columns}
          rowKey={({ transactionId, balanceAfterMinor, amountMinor }) =>
            `${transactionId}-${balanceAfterMinor}-${amountMinor}`
          }
          more={more}
        />
      )}
    </DataView>
  );
}

import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '~/shared/api/index.ts';
import { month } from '~/shared/days.ts';
import { date, money } from '~/shared/format.ts';
import { DownloadButton } from '~/shared/ui/download-button.tsx';
import { DataTable, DataView } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { useUserInvoices } from './data.ts';

type Invoice = Schemas['UserInvoiceView'];

/** A user's invoices of months, and credit notes to them. */
export function UserInvoices({ id }: { id: string }) {
  const { t } = useTranslation('money');
  const { query, rows, more } = useUserInvoices(id);
  return (
    <Section title={t('invoices.title')}>
      <DataView query={query} isEmpty={() => rows.length === 0} empty={<Text c="dimmed">{t('invoices.none')}</Text>}>
        {() => (
          <DataTable<Invoice>
            caption={t('invoices.title')}
            rows={rows}
            rowKey={({ id: invoice }) => invoice}
            more={more}
            columns={[
              {
                id: 'number',
                header: t('invoices.number'),
                cell: ({ number, issuedAt }) => `${number} (${date(issuedAt)})`,
              },
              {
                id: 'month',
                header: t('invoices.month'),
                cell: (one) => `${month(one.month)}, ${t(`invoices.kind.${one.kind}`)}`,
              },
              {
                id: 'total',
                header: t('invoices.total'),
                numeric: true,
                cell: ({ totalMinor, currency }) => money(totalMinor, currency),
              },
              {
                id: 'pdf',
                header: t('invoices.pdf'),
                cell: ({ id: invoice, number }) => (
                  <DownloadButton
                    size="compact-md"
                    path={`/v1/user-invoices/${invoice}/pdf`}
                    fileName={`${number}.pdf`}
                    label={t('invoices.pdf')}
                    description={t('invoices.pdfOf', { number })}
                  />
                ),
              },
            ]}
          />
        )}
      </DataView>
    </Section>
  );
}

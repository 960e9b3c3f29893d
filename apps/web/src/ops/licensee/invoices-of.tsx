import { useTranslation } from 'react-i18next';
import { DataView, DataTable, EmptyState } from '~/shared/ui/index.ts';
import { useInvoiceColumns } from '../invoices/invoice-columns.tsx';
import { useInvoicesOf } from '../invoices/use-invoices.ts';
import { Section } from '../ui/section.tsx';

/** The invoices of one licensee, each leading to its page. */
export function InvoicesOf({ id }: { id: string }) {
  const { t } = useTranslation('ops');
  const { query, rows, more } = useInvoicesOf(id);
  const columns = useInvoiceColumns();
  return (
    <Section title={t('invoicesOf.title')}>
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('invoicesOf.none')} text={t('invoicesOf.noneText')} />}
      >
        {() => (
          <DataTable
            caption={t('invoicesOf.title')}
            rows={rows.map((invoice) => ({ ...invoice, licenseeId: id }))}
            columns={columns}
            rowKey={({ id: invoice }) => invoice}
            more={more}
          />
        )}
      </DataView>
    </Section>
  );
}

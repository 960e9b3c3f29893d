import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Schemas, api, unwrap } from '~/shared/api/index.ts';
import { month } from '~/shared/days.ts';
import { money } from '~/shared/format.ts';
import { DataTable, DataView, LoadingState, usePaged } from '~/shared/ui/index.ts';
import { DownloadButton } from '~/shared/ui/download-button.tsx';
import { keys } from '../lib/keys.ts';
import { LinkAnchor } from '../lib/links.tsx';

type Invoice = Schemas['UserInvoiceView'];

const useInvoices = () =>
  usePaged([...keys.invoices, 'list'], (cursor) =>
    unwrap(api.GET('/v1/user-invoices', { params: { query: { limit: 12, cursor } } })),
  );

/** The person's invoices of months, and credit notes to them. */
export function Invoices() {
  const { t } = useTranslation('invoices');
  const { query, rows, more } = useInvoices();
  return (
    <section aria-labelledby="invoices">
      <Title order={2} size="h4" id="invoices" mt="xl">
        {t('title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('text')}
      </Text>
      <DataView
        query={query}
        loading={<LoadingState lines={2} height={40} />}
        isEmpty={() => rows.length === 0}
        empty={<Text>{t('none')}</Text>}
      >
        {() => (
          <DataTable<Invoice>
            caption={t('title')}
            rows={rows}
            rowKey={({ id }) => id}
            more={more}
            columns={[
              {
                id: 'number',
                header: t('number'),
                cell: ({ id, number }) => (
                  <LinkAnchor to="/invoices/$id" params={{ id }}>
                    {number}
                  </LinkAnchor>
                ),
              },
              { id: 'month', header: t('month'), cell: (one) => `${month(one.month)}, ${t(`kind.${one.kind}`)}` },
              {
                id: 'total',
                header: t('total'),
                numeric: true,
                cell: ({ totalMinor, currency }) => money(totalMinor, currency),
              },
              {
                id: 'pdf',
                header: t('pdf'),
                cell: ({ id, number }) => (
                  <DownloadButton
                    size="compact-md"
                    path={`/v1/user-invoices/${id}/pdf`}
                    fileName={`${number}.pdf`}
                    label={t('pdf')}
                    description={t('pdfOf', { number })}
                  />
                ),
              },
            ]}
          />
        )}
      </DataView>
    </section>
  );
}

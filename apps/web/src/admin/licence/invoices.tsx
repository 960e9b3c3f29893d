import { Alert, Anchor, Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { date, money } from '~/shared/format.ts';
import { DownloadButton } from '~/shared/ui/download-button.tsx';
import {
  type Column,
  DataTable,
  DataView,
  EmptyState,
  FormFailure,
  StatusBadge,
  useProblemText,
} from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { INVOICE_TONES, type Invoice, pay, refresh, useInvoices } from './use-licence.ts';

/** What is to be paid and what was, with the documents. */
export function Invoices() {
  const { t } = useTranslation('admin');
  const { query, rows, more } = useInvoices();
  const columns: Column<Invoice>[] = [
    {
      id: 'number',
      header: t('licence.invoices.number'),
      cell: ({ id, number }) => (
        <Anchor component={Link} to={`/licence/invoices/${id}`} underline="always">
          {number}
        </Anchor>
      ),
    },
    {
      id: 'period',
      header: t('licence.invoices.period'),
      cell: ({ period }) =>
        period === 'setup'
          ? t('licence.invoices.setup')
          : period.startsWith('closing')
            ? t('licence.invoices.closing')
            : period,
    },
    { id: 'due', header: t('licence.invoices.due'), cell: ({ dueAt }) => date(dueAt) },
    {
      id: 'total',
      header: t('licence.invoices.total'),
      numeric: true,
      cell: ({ totalMinor, currency }) => money(totalMinor, currency),
    },
    {
      id: 'status',
      header: t('licence.invoices.status'),
      cell: ({ status, dueMinor, totalMinor, currency }) => (
        <Group gap="xs">
          <StatusBadge tone={INVOICE_TONES[status]}>{t(`licence.invoices.state.${status}`)}</StatusBadge>
          {status === 'open' && dueMinor !== totalMinor && (
            <span>{t('licence.invoices.left', { amount: money(dueMinor, currency) })}</span>
          )}
        </Group>
      ),
    },
    {
      id: 'acts',
      header: '',
      cell: (invoice) => (
        <Group gap="xs">
          {invoice.status === 'open' && <PayButton invoice={invoice} />}
          <DownloadButton
            size="xs"
            path={`/v1/staff/licence/invoices/${invoice.id}/pdf`}
            fileName={`${invoice.number}.pdf`}
            label={t('licence.invoices.pdf')}
            description={t('licence.invoices.pdfOf', { number: invoice.number })}
          />
        </Group>
      ),
    },
  ];
  return (
    <Section title={t('licence.invoices.title')} text={t('licence.invoices.text')}>
      <Returned />
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={<EmptyState title={t('licence.invoices.none')} text={t('licence.invoices.noneText')} />}
      >
        {() => (
          <DataTable
            caption={t('licence.invoices.title')}
            rows={rows}
            columns={columns}
            rowKey={({ id }) => id}
            more={more}
          />
        )}
      </DataView>
    </Section>
  );
}

function PayButton({ invoice }: { invoice: Invoice }) {
  const { t } = useTranslation('admin');
  const words = useProblemText();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  return (
    <>
      <Button
        size="xs"
        loading={isBusy}
        aria-label={t('licence.invoices.payOf', { number: invoice.number })}
        onClick={() => {
          setBusy(true);
          setFailure(null);
          pay(invoice.id).catch((error: unknown) => {
            setFailure(words(error));
            setBusy(false);
          });
        }}
      >
        {t('licence.invoices.pay')}
      </Button>
      <FormFailure failure={failure} />
    </>
  );
}

/** Who comes back from the page of the payment is told what became of it. */
function Returned() {
  const { t } = useTranslation('admin');
  const { invoice }: { readonly invoice?: string } = useSearch({ strict: false });
  const query = useQuery({
    queryKey: ['licence-return', invoice],
    enabled: invoice !== undefined,
    queryFn: () => refresh(invoice ?? ''),
    staleTime: Infinity,
  });
  if (!query.data) return null;
  const { status, number } = query.data;
  return (
    <Alert
      role="status"
      variant="outline"
      color={status === 'paid' ? 'success' : 'warning'}
      icon={<CircleCheck aria-hidden />}
    >
      {t(status === 'paid' ? 'licence.invoices.thanks' : 'licence.invoices.notPaid', { number })}
    </Alert>
  );
}

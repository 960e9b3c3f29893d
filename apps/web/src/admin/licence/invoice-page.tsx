import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { date, dateTime, money, percent } from '~/shared/format.ts';
import { DownloadButton } from '~/shared/ui/download-button.tsx';
import { type Column, DataTable, DataView, Page, StatusBadge } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { useIdParam } from '../parts/id-param.ts';
import { INVOICE_TONES, type InvoiceDetails, useInvoice } from './use-licence.ts';

type Payment = InvoiceDetails['payments'][number];
type Netting = InvoiceDetails['nettings'][number];
type Return = InvoiceDetails['returns'][number];
type Note = InvoiceDetails['creditNotes'][number];

/** One invoice of the licence: its lines, what was tried to pay it, what the share paid, and its credit notes. */
export function InvoicePage() {
  const { t } = useTranslation('admin');
  const id = useIdParam();
  const query = useInvoice(id);
  return (
    <Page
      title={query.data ? t('licence.invoices.one', { number: query.data.number }) : t('licence.invoices.title')}
      intro={
        <Anchor component={Link} to="/licence" underline="always">
          {t('licence.invoices.back')}
        </Anchor>
      }
      actions={
        query.data && (
          <>
            <StatusBadge tone={INVOICE_TONES[query.data.status]}>
              {t(`licence.invoices.state.${query.data.status}`)}
            </StatusBadge>
            <DownloadButton
              path={`/v1/staff/licence/invoices/${id}/pdf`}
              fileName={`${query.data.number}.pdf`}
              label={t('licence.invoices.pdf')}
              description={t('licence.invoices.pdfOf', { number: query.data.number })}
            />
          </>
        )
      }
    >
      <DataView query={query}>
        {(invoice) => (
          <Stack gap="lg">
            <Lines invoice={invoice} />
            <Payments invoice={invoice} />
            {invoice.nettings.length > 0 && <Nettings invoice={invoice} />}
            {invoice.returns.length > 0 && <Returns invoice={invoice} />}
            {invoice.creditNotes.length > 0 && <Notes invoice={invoice} />}
          </Stack>
        )}
      </DataView>
    </Page>
  );
}

function Lines({ invoice }: { invoice: InvoiceDetails }) {
  const { t } = useTranslation('admin');
  const amount = (minor: number): string => money(minor, invoice.currency);
  const line = (text: string, minor: number) => (
    <Group key={text} justify="space-between">
      <Text>{text}</Text>
      <Text>{amount(minor)}</Text>
    </Group>
  );
  return (
    <Section title={t('licence.invoices.lines')}>
      {invoice.lines.map(({ text, amountMinor }) => line(text, amountMinor))}
      {line(t(`licence.invoices.tax.${invoice.taxTreatment}`, { rate: percent(invoice.taxRateBp) }), invoice.taxMinor)}
      <Group justify="space-between">
        <Text fw={700}>{t('licence.invoices.total')}</Text>
        <Text fw={700}>{amount(invoice.totalMinor)}</Text>
      </Group>
      <Text size="sm">
        {t('licence.invoices.sums', {
          paid: amount(invoice.paidMinor),
          credited: amount(invoice.creditedMinor),
          due: amount(invoice.dueMinor),
        })}
      </Text>
    </Section>
  );
}

function Payments({ invoice: { payments, currency } }: { invoice: InvoiceDetails }) {
  const { t } = useTranslation('admin');
  const columns: Column<Payment>[] = [
    { id: 'at', header: t('licence.invoices.at'), cell: ({ createdAt }) => dateTime(createdAt) },
    { id: 'method', header: t('licence.invoices.method'), cell: ({ method }) => t(`licence.invoices.by.${method}`) },
    {
      id: 'state',
      header: t('licence.invoices.status'),
      cell: ({ status, failureCode, reference }) =>
        [t(`licence.invoices.payment.${status}`), failureCode ?? reference].filter((part) => part !== null).join(': '),
    },
    {
      id: 'amount',
      header: t('licence.invoices.total'),
      numeric: true,
      cell: ({ amountMinor }) => money(amountMinor, currency),
    },
  ];
  return (
    <Section title={t('licence.invoices.payments')}>
      {payments.length === 0 ? (
        <Text c="dimmed">{t('licence.invoices.noPayments')}</Text>
      ) : (
        <DataTable caption={t('licence.invoices.payments')} rows={payments} columns={columns} rowKey={({ id }) => id} />
      )}
    </Section>
  );
}

function Nettings({ invoice: { nettings, currency } }: { invoice: InvoiceDetails }) {
  const { t } = useTranslation('admin');
  const columns: Column<Netting>[] = [
    { id: 'at', header: t('licence.invoices.at'), cell: ({ createdAt }) => dateTime(createdAt) },
    {
      id: 'what',
      header: t('licence.invoices.method'),
      cell: ({ amountMinor }) => t(amountMinor > 0 ? 'licence.invoices.taken' : 'licence.invoices.givenBack'),
    },
    {
      id: 'amount',
      header: t('licence.invoices.total'),
      numeric: true,
      cell: ({ amountMinor }) => money(amountMinor, currency),
    },
    {
      id: 'left',
      header: t('licence.invoices.leftAfter'),
      numeric: true,
      cell: ({ dueAfterMinor }) => money(dueAfterMinor, currency),
    },
  ];
  return (
    <Section title={t('licence.invoices.netted')}>
      <DataTable caption={t('licence.invoices.netted')} rows={nettings} columns={columns} rowKey={({ id }) => id} />
    </Section>
  );
}

function Returns({ invoice: { returns, currency } }: { invoice: InvoiceDetails }) {
  const { t } = useTranslation('admin');
  const columns: Column<Return>[] = [
    { id: 'at', header: t('licence.invoices.at'), cell: ({ createdAt }) => dateTime(createdAt) },
    {
      id: 'what',
      header: t('licence.invoices.what'),
      cell: ({ kind, isReturned, closedAt }) =>
        kind === 'refund'
          ? t(isReturned ? 'licence.invoices.return.refunded' : 'licence.invoices.return.failed')
          : t(
              isReturned
                ? 'licence.invoices.return.lost'
                : closedAt === null
                  ? 'licence.invoices.return.disputed'
                  : 'licence.invoices.return.won',
            ),
    },
    {
      id: 'amount',
      header: t('licence.invoices.total'),
      numeric: true,
      cell: ({ amountMinor }) => money(amountMinor, currency),
    },
  ];
  return (
    <Section title={t('licence.invoices.returns')}>
      <DataTable caption={t('licence.invoices.returns')} rows={returns} columns={columns} rowKey={({ id }) => id} />
    </Section>
  );
}

function Notes({ invoice: { creditNotes, currency } }: { invoice: InvoiceDetails }) {
  const { t } = useTranslation('admin');
  const columns: Column<Note>[] = [
    { id: 'number', header: t('licence.invoices.number'), cell: ({ number }) => number },
    { id: 'at', header: t('licence.invoices.at'), cell: ({ issuedAt }) => date(issuedAt) },
    { id: 'why', header: t('licence.invoices.why'), cell: ({ reason }) => reason },
    {
      id: 'amount',
      header: t('licence.invoices.total'),
      numeric: true,
      cell: ({ totalMinor }) => money(totalMinor, currency),
    },
    {
      id: 'pdf',
      header: '',
      cell: ({ id, number }) => (
        <DownloadButton
          size="xs"
          path={`/v1/staff/licence/credit-notes/${id}/pdf`}
          fileName={`${number}.pdf`}
          label={t('licence.invoices.pdf')}
          description={t('licence.invoices.pdfOfNote', { number })}
        />
      ),
    },
  ];
  return (
    <Section title={t('licence.invoices.notes')}>
      <DataTable caption={t('licence.invoices.notes')} rows={creditNotes} columns={columns} rowKey={({ id }) => id} />
    </Section>
  );
}

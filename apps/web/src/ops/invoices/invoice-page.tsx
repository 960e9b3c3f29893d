import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { download, isProblem } from '~/shared/api/index.ts';
import { date, dateTime, money, parseMoney, percent } from '~/shared/format.ts';
import { type Column, ConfirmButton, DataTable, DataView, Page } from '~/shared/ui/index.ts';
import { NotFound } from '../not-found.tsx';
import { notify } from '../ui/notify.ts';
import { Section } from '../ui/section.tsx';
import { InvoiceStatusBadge } from './invoice-status.tsx';
import { type Details, credit, payBack, takeTransfer, useInvoice, writeOff } from './use-invoices.ts';

type Netting = Details['nettings'][number];
type Payment = Details['payments'][number];
type Return = Details['returns'][number];
type Note = Details['creditNotes'][number];

/** One invoice: its lines, what was tried to collect it, and what the operator may do. */
export function InvoicePage() {
  const { t } = useTranslation('ops');
  const { id = '', invoiceId = '' }: { readonly id?: string; readonly invoiceId?: string } = useParams({
    strict: false,
  });
  const query = useInvoice(id, invoiceId);
  if (!query.data && isProblem(query.error, 'not-found')) return <NotFound />;
  return (
    <Page
      title={query.data?.number ?? t('invoices.one')}
      intro={
        <Anchor component={Link} to="/invoices" underline="always">
          {t('invoices.back')}
        </Anchor>
      }
      actions={query.data && <InvoiceStatusBadge invoice={query.data} />}
    >
      <DataView query={query}>{(invoice) => <Body licenseeId={id} invoice={invoice} />}</DataView>
    </Page>
  );
}

function Body({ licenseeId, invoice }: { licenseeId: string; invoice: Details }) {
  const { t } = useTranslation('ops');
  const amount = (minor: number): string => money(minor, invoice.currency);
  const payments: Column<Payment>[] = [
    { id: 'at', header: t('invoices.at'), cell: ({ createdAt }) => dateTime(createdAt) },
    { id: 'method', header: t('invoices.method'), cell: ({ method }) => t(`invoices.by.${method}`) },
    { id: 'amount', header: t('invoices.total'), numeric: true, cell: ({ amountMinor }) => amount(amountMinor) },
    {
      id: 'state',
      header: t('invoices.status'),
      cell: ({ status, failureCode, reference }) =>
        [t(`invoices.payment.${status}`), failureCode ?? reference].filter((part) => part !== null).join(': '),
    },
  ];
  const nettings: Column<Netting>[] = [
    { id: 'at', header: t('invoices.at'), cell: ({ createdAt }) => dateTime(createdAt) },
    {
      id: 'what',
      header: t('invoices.method'),
      cell: ({ amountMinor }) => t(amountMinor > 0 ? 'invoices.taken' : 'invoices.givenBack'),
    },
    { id: 'amount', header: t('invoices.total'), numeric: true, cell: ({ amountMinor }) => amount(amountMinor) },
    { id: 'left', header: t('invoices.left'), numeric: true, cell: ({ dueAfterMinor }) => amount(dueAfterMinor) },
  ];
  const returns: Column<Return>[] = [
    { id: 'at', header: t('invoices.at'), cell: ({ createdAt }) => dateTime(createdAt) },
    { id: 'what', header: t('invoices.what'), cell: ({ kind }) => t(`invoices.return.${kind}`) },
    { id: 'amount', header: t('invoices.total'), numeric: true, cell: ({ amountMinor }) => amount(amountMinor) },
    {
      id: 'state',
      header: t('invoices.status'),
      cell: ({ status, reason }) => [status, reason].filter((part) => part !== null).join(': '),
    },
    {
      id: 'until',
      header: t('invoices.answerUntil'),
      cell: ({ evidenceDueAt, closedAt }) =>
        evidenceDueAt === null || closedAt !== null ? '–' : dateTime(evidenceDueAt),
    },
  ];
  const notes: Column<Note>[] = [
    { id: 'number', header: t('invoices.number'), cell: ({ number }) => number },
    { id: 'at', header: t('invoices.at'), cell: ({ issuedAt }) => date(issuedAt) },
    { id: 'amount', header: t('invoices.total'), numeric: true, cell: ({ totalMinor }) => amount(totalMinor) },
    { id: 'why', header: t('reason.label'), cell: ({ reason }) => reason },
    {
      id: 'pdf',
      header: '',
      cell: ({ id, number }) => (
        <Button
          size="xs"
          variant="default"
          onClick={() => void download(`/v1/operator/licensees/${licenseeId}/credit-notes/${id}/pdf`, `${number}.pdf`)}
        >
          {t('invoices.pdf')}
        </Button>
      ),
    },
  ];
  return (
    <Stack gap="lg">
      <Section title={t('invoices.lines')}>
        {invoice.lines.map(({ text, amountMinor }) => (
          <Group key={text} justify="space-between">
            <Text>{text}</Text>
            <Text>{amount(amountMinor)}</Text>
          </Group>
        ))}
        <Group justify="space-between">
          <Text>{t(`invoices.tax.${invoice.taxTreatment}`, { rate: percent(invoice.taxRateBp) })}</Text>
          <Text>{amount(invoice.taxMinor)}</Text>
        </Group>
        <Group justify="space-between">
          <Text fw={700}>{t('invoices.total')}</Text>
          <Text fw={700}>{amount(invoice.totalMinor)}</Text>
        </Group>
        <Text size="sm">
          {t('invoices.sums', {
            paid: amount(invoice.paidMinor),
            credited: amount(invoice.creditedMinor),
            due: amount(invoice.dueMinor),
          })}
        </Text>
        {invoice.status === 'open' && (
          <Text size="sm">
            {t('invoices.dunning', {
              failures: invoice.failures,
              next: invoice.nextAttemptAt === null ? '–' : dateTime(invoice.nextAttemptAt),
            })}
          </Text>
        )}
        <Acts licenseeId={licenseeId} invoice={invoice} />
      </Section>
      <Section title={t('invoices.payments')}>
        <DataTable
          caption={t('invoices.payments')}
          rows={invoice.payments}
          columns={payments}
          rowKey={({ id }) => id}
        />
      </Section>
      {invoice.nettings.length > 0 && (
        <Section title={t('invoices.netted')}>
          <DataTable
            caption={t('invoices.netted')}
            rows={invoice.nettings}
            columns={nettings}
            rowKey={({ id }) => id}
          />
        </Section>
      )}
      {invoice.returns.length > 0 && (
        <Section title={t('invoices.returns')}>
          {invoice.disputedMinor > 0 && <Text size="sm">{t('invoices.answerAtStripe')}</Text>}
          <DataTable caption={t('invoices.returns')} rows={invoice.returns} columns={returns} rowKey={({ id }) => id} />
        </Section>
      )}
      <Section title={t('invoices.notes')}>
        <DataTable caption={t('invoices.notes')} rows={invoice.creditNotes} columns={notes} rowKey={({ id }) => id} />
      </Section>
    </Stack>
  );
}

function Acts({ licenseeId, invoice }: { licenseeId: string; invoice: Details }) {
  const { t } = useTranslation('ops');
  const [part, setPart] = useState('');
  const reference = { label: t('invoices.reference'), minLength: 3 };
  const isOpen = invoice.status === 'open';
  return (
    <Group align="flex-end">
      <Button
        variant="default"
        onClick={() =>
          void download(`/v1/operator/licensees/${licenseeId}/invoices/${invoice.id}/pdf`, `${invoice.number}.pdf`)
        }
      >
        {t('invoices.pdf')}
      </Button>
      {isOpen && (
        <ConfirmButton
          title={t('invoices.transferTitle')}
          text={t('invoices.transferText', { amount: money(invoice.dueMinor, invoice.currency) })}
          confirmLabel={t('invoices.transfer')}
          reason={reference}
          onConfirm={async (why) => {
            await takeTransfer(licenseeId, invoice.id, why);
            notify(t('invoices.done'));
          }}
        >
          {t('invoices.transfer')}
        </ConfirmButton>
      )}
      {invoice.overpaidMinor > 0 && (
        <ConfirmButton
          title={t('invoices.payBackTitle')}
          text={t('invoices.payBackText', { amount: money(invoice.overpaidMinor, invoice.currency) })}
          confirmLabel={t('invoices.payBack')}
          reason={reference}
          onConfirm={(why) => payBack(licenseeId, invoice.id, why)}
        >
          {t('invoices.payBack')}
        </ConfirmButton>
      )}
      {(isOpen || invoice.status === 'paid') && invoice.creditedMinor < invoice.totalMinor && (
        <>
          <TextInput
            label={t('invoices.creditAmount')}
            placeholder={money(invoice.totalMinor - invoice.creditedMinor, invoice.currency)}
            inputMode="decimal"
            value={part}
            onChange={(event) => setPart(event.currentTarget.value)}
          />
          <ConfirmButton
            variant="default"
            title={t('invoices.creditTitle')}
            text={t('invoices.creditText')}
            confirmLabel={t('invoices.credit')}
            reason={{ label: t('reason.label'), minLength: 3 }}
            onConfirm={async (reason) => {
              const amountMinor = part.trim() === '' ? undefined : parseMoney(part, invoice.currency);
              await credit(licenseeId, invoice.id, { reason, ...(amountMinor === undefined ? {} : { amountMinor }) });
              setPart('');
            }}
          >
            {t('invoices.credit')}
          </ConfirmButton>
        </>
      )}
      {isOpen && (
        <ConfirmButton
          color="danger"
          variant="outline"
          title={t('invoices.writeOffTitle')}
          text={t('invoices.writeOffText')}
          confirmLabel={t('invoices.writeOff')}
          reason={{ label: t('reason.label'), minLength: 3 }}
          onConfirm={(why) => writeOff(licenseeId, invoice.id, why)}
        >
          {t('invoices.writeOff')}
        </ConfirmButton>
      )}
    </Group>
  );
}

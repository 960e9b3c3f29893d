import { Anchor, Button, Group, Select, Stack } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { date, money } from '~/shared/format.ts';
import { type Column, DataTable, DataView, EmptyState, Page } from '~/shared/ui/index.ts';
import { oneOf, useFilters } from '../ui/filters.ts';
import { LicenseeLink } from '../ui/licensee-link.tsx';
import { InvoiceStatusBadge } from './invoice-status.tsx';
import { IssuerForm } from './issuer-form.tsx';
import { INVOICE_STATES, type OperatorInvoice, useInvoices } from './use-invoices.ts';

/** Invoices of all licensees, and who they are from. */
export function InvoicesPage() {
  const { t } = useTranslation('ops');
  const [{ status }, change] = useFilters((raw) => ({ status: oneOf(INVOICE_STATES, raw['status']) }));
  const [isIssuerOpen, setIssuerOpen] = useState(false);
  const { query, rows, more } = useInvoices(status);
  const columns: Column<OperatorInvoice>[] = [
    {
      id: 'number',
      header: t('invoices.number'),
      cell: ({ id, number, licenseeId }) => (
        <Anchor component={Link} to={`/licensees/${licenseeId}/invoices/${id}`} underline="always">
          {number}
        </Anchor>
      ),
    },
    {
      id: 'licensee',
      header: t('invoices.licensee'),
      cell: ({ licenseeId, licenseeName }) => <LicenseeLink id={licenseeId}>{licenseeName}</LicenseeLink>,
    },
    {
      id: 'period',
      header: t('invoices.period'),
      cell: ({ period }) => (period === 'setup' ? t('invoices.setup') : period),
    },
    { id: 'due', header: t('invoices.due'), cell: ({ dueAt }) => date(dueAt) },
    {
      id: 'total',
      header: t('invoices.total'),
      numeric: true,
      cell: ({ totalMinor, currency }) => money(totalMinor, currency),
    },
    {
      id: 'left',
      header: t('invoices.left'),
      numeric: true,
      cell: ({ dueMinor, currency }) => money(dueMinor, currency),
    },
    { id: 'status', header: t('invoices.status'), cell: ({ status: state }) => <InvoiceStatusBadge status={state} /> },
  ];
  return (
    <Page
      title={t('invoices.title')}
      intro={t('invoices.intro')}
      actions={
        <Button variant="default" onClick={() => setIssuerOpen(!isIssuerOpen)}>
          {t('invoices.issuer.open')}
        </Button>
      }
    >
      <Stack gap="lg">
        {isIssuerOpen && <IssuerForm onDone={() => setIssuerOpen(false)} />}
        <Group>
          <Select
            label={t('invoices.status')}
            placeholder={t('invoices.all')}
            clearable
            data={INVOICE_STATES.map((value) => ({ value, label: t(`invoices.state.${value}`) }))}
            value={status ?? null}
            onChange={(value) => change({ status: oneOf(INVOICE_STATES, value) })}
          />
        </Group>
        <DataView
          query={query}
          isEmpty={() => rows.length === 0}
          empty={<EmptyState title={t('invoices.none')} text={t('invoices.noneText')} />}
        >
          {() => (
            <DataTable
              caption={t('invoices.title')}
              rows={rows}
              columns={columns}
              rowKey={({ id }) => id}
              more={more}
            />
          )}
        </DataView>
      </Stack>
    </Page>
  );
}

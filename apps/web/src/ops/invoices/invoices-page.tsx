import { Button, Group, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataTable, DataView, EmptyState, Page } from '~/shared/ui/index.ts';
import { oneOf, useFilters } from '../ui/filters.ts';
import { LicenseeLink } from '../ui/licensee-link.tsx';
import { useInvoiceColumns } from './invoice-columns.tsx';
import { IssuerForm } from './issuer-form.tsx';
import { INVOICE_STATES, type OperatorInvoice, useInvoices } from './use-invoices.ts';

/** Invoices of all licensees, and who they are from. */
export function InvoicesPage() {
  const { t } = useTranslation('ops');
  const [{ status }, change] = useFilters((raw) => ({ status: oneOf(INVOICE_STATES, raw['status']) }));
  const [isIssuerOpen, setIssuerOpen] = useState(false);
  const { query, rows, more } = useInvoices(status);
  const [number, ...others] = useInvoiceColumns();
  const columns: Column<OperatorInvoice>[] = [
    number,
    {
      id: 'licensee',
      header: t('invoices.licensee'),
      cell: ({ licenseeId, licenseeName }) => <LicenseeLink id={licenseeId}>{licenseeName}</LicenseeLink>,
    },
    ...others,
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

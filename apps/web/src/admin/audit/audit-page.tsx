import { Button, Stack } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DataView, EmptyState, LoadingState, Page } from '~/shared/ui/index.ts';
import { AuditExport } from './audit-export.tsx';
import { AuditFiltersForm } from './audit-filters-form.tsx';
import { AuditTable } from './audit-table.tsx';
import type { AuditFilters } from './filters.ts';
import { useAudit } from './use-audit.ts';

/** Who did what. Nothing here can be changed or deleted. */
export function AuditPage() {
  const { t } = useTranslation('admin');
  const filters = useSearch({ strict: false }) as AuditFilters;
  const navigate = useNavigate();
  const { query, rows, more } = useAudit(filters);
  const filter = (next: AuditFilters): void => void navigate({ to: '/audit', search: next as never });
  return (
    <Page title={t('audit.title')} intro={t('audit.intro')} actions={<AuditExport filters={filters} />}>
      <Stack gap="lg">
        <AuditFiltersForm key={JSON.stringify(filters)} filters={filters} onFilter={filter} />
        <DataView
          query={query}
          loading={<LoadingState lines={8} />}
          isEmpty={() => rows.length === 0}
          empty={
            <EmptyState
              title={t('audit.none')}
              text={t('audit.noneText')}
              action={
                <Button variant="default" onClick={() => filter({})}>
                  {t('audit.clear')}
                </Button>
              }
            />
          }
        >
          {() => <AuditTable rows={rows} more={more} onActor={(actor) => filter({ ...filters, actor })} />}
        </DataView>
      </Stack>
    </Page>
  );
}

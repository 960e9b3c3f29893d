import { useTranslation } from 'react-i18next';
import { Button } from '@mantine/core';
import { api, unwrap } from '~/shared/api/index.ts';
import { DataView, EmptyState, Page, usePaged } from '~/shared/ui/index.ts';
import { useFilters, words } from '../ui/filters.ts';
import { AuditTable } from './audit-table.tsx';
import { LicenseePicker } from './licensee-picker.tsx';

const parse = (raw: Readonly<Record<string, unknown>>) => ({ licensee: words(raw['licensee']) });

const useAudit = (licenseeId: string | undefined) =>
  usePaged(['audit', licenseeId], (cursor) =>
    unwrap(api.GET('/v1/operator/audit', { params: { query: { limit: 20, cursor, licenseeId } } })),
  );

export function AuditPage() {
  const { t } = useTranslation('ops');
  const [{ licensee }, change] = useFilters(parse);
  const { query, rows, more } = useAudit(licensee);
  return (
    <Page title={t('audit.title')} intro={t('audit.intro')}>
      <LicenseePicker value={licensee} onChange={(id) => change({ licensee: id })} />
      <DataView
        query={query}
        isEmpty={() => rows.length === 0}
        empty={
          <EmptyState
            title={t('audit.none')}
            text={licensee === undefined ? t('audit.noneText') : t('audit.noneOf')}
            action={
              licensee !== undefined && (
                <Button variant="default" onClick={() => change({ licensee: undefined })}>
                  {t('audit.all')}
                </Button>
              )
            }
          />
        }
      >
        {() => <AuditTable rows={rows} more={more} />}
      </DataView>
    </Page>
  );
}

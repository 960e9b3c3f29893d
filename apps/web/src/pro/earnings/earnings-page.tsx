import { Anchor, Button, Stack } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DataView, EmptyState, Page } from '~/shared/ui/index.ts';
import type { EarningsSearch } from '../search.ts';
import { CsvButton } from './csv-button.tsx';
import { EarningsList } from './earnings-list.tsx';
import { TaxNotice } from '../payouts/tax-notice.tsx';
import { PayoutNotice } from './payout-notice.tsx';
import { PeriodFilter } from './period-filter.tsx';
import { useEarnings } from './queries.ts';
import { SummaryCards } from './summary-cards.tsx';

export function EarningsPage() {
  const { t } = useTranslation('pro');
  const search = useSearch({ strict: false }) as EarningsSearch;
  const { query, rows, more } = useEarnings(search);
  const isFiltered = search.from !== undefined || search.to !== undefined;
  return (
    <Page
      title={t('earnings.title')}
      intro={t('earnings.intro')}
      actions={
        <Anchor component={Link} to="/statistics">
          {t('earnings.toStatistics')}
        </Anchor>
      }
    >
      <PayoutNotice />
      <TaxNotice />
      <SummaryCards />
      <Stack gap="md" component="section" aria-label={t('earnings.list')}>
        <PeriodFilter search={search} />
        <DataView
          query={query}
          isEmpty={() => rows.length === 0}
          empty={
            <EmptyState
              title={t(isFiltered ? 'earnings.noneInPeriod' : 'earnings.none')}
              text={t('earnings.noneText')}
              action={
                isFiltered ? (
                  <Anchor component={Link} to="/earnings" search={{} as never}>
                    {t('earnings.allCalls')}
                  </Anchor>
                ) : (
                  <Button component={Link} to="/" variant="default">
                    {t('calls.toStart')}
                  </Button>
                )
              }
            />
          }
        >
          {() => (
            <>
              <EarningsList rows={rows} more={more} />
              <CsvButton search={search} />
            </>
          )}
        </DataView>
      </Stack>
    </Page>
  );
}

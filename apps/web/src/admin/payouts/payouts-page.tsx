import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { returnedOf } from '~/features/payouts/index.ts';
import { Page } from '~/shared/ui/index.ts';
import { oneOf, useFilters } from '../parts/filters.ts';
import { useStaff } from '../staff.tsx';
import { AccountsView } from './accounts-view.tsx';
import type { Run } from './data.ts';
import { NettingsView } from './nettings-view.tsx';
import { OwnAccount } from './own-account.tsx';
import { PayoutsView } from './payouts-view.tsx';
import { RulesView } from './rules-view.tsx';
import { RunButton } from './run-button.tsx';
import { RunResult } from './run-result.tsx';
import { TaxView } from './tax-view.tsx';

const VIEWS = ['payouts', 'nettings', 'accounts', 'tax', 'rules'] as const;

/** How advisors and the licensee itself are paid: what ran, who can be paid, by which rules [M11]. */
export function PayoutsPage() {
  const { t } = useTranslation('money');
  const staff = useStaff();
  const navigate = useNavigate();
  const search: Record<string, unknown> = useSearch({ strict: false });
  const { values, set } = useFilters(['view', 'status'] as const);
  const view = oneOf(values.view, VIEWS) ?? 'payouts';
  const [run, setRun] = useState<Run | null>(null);
  return (
    <Page
      title={t('payouts.title')}
      intro={t('payouts.intro')}
      actions={staff.is('owner', 'finance') && <RunButton onRun={setRun} />}
    >
      {run && <RunResult run={run} onClose={() => setRun(null)} />}
      {staff.is('owner', 'finance') && (
        <OwnAccount
          mayChange={staff.is('owner')}
          returned={returnedOf(search['onboarding'])}
          onReturned={() => navigate({ to: '/payouts', search: {} as never, replace: true, resetScroll: false })}
          onRun={setRun}
        />
      )}
      <Tabs value={view} onChange={(next) => set({ view: next, status: null })} keepMounted={false}>
        <Tabs.List mb="md">
          {VIEWS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`payouts.view.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="payouts">
          <PayoutsView />
        </Tabs.Panel>
        <Tabs.Panel value="nettings">
          <NettingsView />
        </Tabs.Panel>
        <Tabs.Panel value="accounts">
          <AccountsView />
        </Tabs.Panel>
        <Tabs.Panel value="tax">
          <TaxView />
        </Tabs.Panel>
        <Tabs.Panel value="rules">
          <RulesView />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

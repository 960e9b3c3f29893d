import { Anchor, Group, Skeleton, Stack, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/shared/api/index.ts';
import { DataView, LoadingState, Page } from '~/shared/ui/index.ts';
import { NotFound } from '../not-found.tsx';
import { LicenseeStatusBadge } from '../ui/licensee-status.tsx';
import { Section } from '../ui/section.tsx';
import { AccessForm } from './access-form.tsx';
import { AccountsOf } from './accounts-of.tsx';
import { BearersSection } from './bearers-form.tsx';
import { TopologySection } from './topology-form.tsx';
import { BillingProfileSection } from './billing-profile.tsx';
import { CouponsOf } from './coupons-of.tsx';
import { Facts } from './facts.tsx';
import { InvoicesOf } from './invoices-of.tsx';
import { LicenceSection } from './licence-section.tsx';
import { LimitsForm } from './limits-form.tsx';
import { PayeeDebtsOf } from './payee-debts.tsx';
import { StoredValueSection } from './stored-value.tsx';
import { Suspension } from './suspension.tsx';
import { SwitchList } from './switch-list.tsx';
import { UsageFigures } from './usage-figures.tsx';
import { type LicenseeDetails, useLicensee } from './use-licensee.ts';

// Charts are half of this page's weight; the rest does not wait for them.
const UsageChart = lazy(() =>
  import('./usage-chart.tsx').then(({ UsageChart: component }) => ({ default: component })),
);

export function LicenseePage() {
  const { t } = useTranslation('ops');
  const { id = '' }: { readonly id?: string } = useParams({ strict: false });
  const query = useLicensee(id);
  // An id that somebody shortened is refused as malformed: for the reader both are a licensee that is not there.
  if (!query.data && isProblem(query.error, 'not-found', 'invalid-request')) return <NotFound />;
  return (
    <Page
      title={query.data?.name ?? t('licensee.title')}
      intro={
        <Anchor component={Link} to="/" underline="always">
          {t('licensee.back')}
        </Anchor>
      }
      actions={query.data && <LicenseeStatusBadge status={query.data.status} />}
    >
      <DataView query={query} loading={<LoadingState lines={4} height={120} />}>
        {(licensee) => <Details key={licensee.id} licensee={licensee} />}
      </DataView>
    </Page>
  );
}

function Details({ licensee }: { licensee: LicenseeDetails }) {
  const { t } = useTranslation('ops');
  const isOpen = licensee.status !== 'terminated';
  return (
    <Stack gap="lg">
      <UsageFigures licensee={licensee} />
      <Section title={t('usage.days')} intro={t('usage.daysText')}>
        <Suspense fallback={<Skeleton height={280} />}>
          <UsageChart licensee={licensee} />
        </Suspense>
      </Section>
      <Facts licensee={licensee} />
      <InvoicesOf id={licensee.id} />
      <PayeeDebtsOf id={licensee.id} />
      <CouponsOf id={licensee.id} currency={licensee.currency} isOpen={isOpen} />
      <AccountsOf id={licensee.id} />
      {isOpen ? (
        <>
          <LicenceSection id={licensee.id} currency={licensee.currency} />
          <BillingProfileSection id={licensee.id} />
          <TopologySection id={licensee.id} />
          <BearersSection id={licensee.id} />
          <StoredValueSection id={licensee.id} />
          <Suspension licensee={licensee} />
          <SwitchList id={licensee.id} />
          <LimitsForm licensee={licensee} />
          <AccessForm id={licensee.id} name={licensee.name} />
        </>
      ) : (
        <Group>
          <Text>{t('licensee.terminated')}</Text>
        </Group>
      )}
    </Stack>
  );
}

import { Anchor, Button, Stack, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { PayoutAccountCard, PayoutsTable, forgetAccount, isMoving } from '~/features/payouts/index.ts';
import { api, unwrap } from '~/shared/api/index.ts';
import { DataView, EmptyState, Page, usePaged } from '~/shared/ui/index.ts';
import type { PayoutsSearch } from '../search.ts';
import { CallsWait } from './calls-wait.tsx';
import { NextPayout } from './next-payout.tsx';
import { OwnReserve } from './own-reserve.tsx';
import { TaxIdentity } from './tax-identity.tsx';

const usePayouts = () =>
  usePaged(
    ['payouts', 'own'],
    (cursor) => unwrap(api.GET('/v1/advisor/payouts', { params: { query: { cursor, limit: 20 } } })),
    true,
    isMoving,
  );

/** Where an advisor is paid, and what was [A6]. */
export function PayoutsPage() {
  const { t } = useTranslation('pro');
  const { onboarding } = useSearch({ strict: false }) as PayoutsSearch;
  const navigate = useNavigate();
  const { query, rows, more } = usePayouts();
  const client = useQueryClient();
  const failed = rows.filter(({ status }) => status === 'failed').length;
  // What the bank refused may have barred the account.
  useEffect(() => {
    if (failed > 0) void forgetAccount(client);
  }, [client, failed]);
  return (
    <Page
      title={t('payouts.title')}
      intro={t('payouts.intro')}
      actions={
        <Anchor component={Link} to="/earnings">
          {t('payouts.toEarnings')}
        </Anchor>
      }
    >
      <PayoutAccountCard
        title={t('payouts.account')}
        intro={t('payouts.accountText')}
        isCompany={false}
        mayChange
        returned={onboarding}
        onReturned={() => navigate({ to: '/payouts', search: {} as never, replace: true, resetScroll: false })}
      />
      <CallsWait />
      <NextPayout />
      <OwnReserve />
      <Stack gap="sm" component="section" aria-labelledby="payouts">
        <Title order={2} size="h4" id="payouts">
          {t('payouts.list')}
        </Title>
        <DataView
          query={query}
          isEmpty={() => rows.length === 0}
          empty={
            <EmptyState
              title={t('payouts.none')}
              text={t('payouts.noneText')}
              action={
                <Button component={Link} to="/earnings" variant="default">
                  {t('payouts.toEarnings')}
                </Button>
              }
            />
          }
        >
          {() => <PayoutsTable caption={t('payouts.list')} rows={rows} more={more} />}
        </DataView>
      </Stack>
      <TaxIdentity />
    </Page>
  );
}

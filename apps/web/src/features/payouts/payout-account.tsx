import { Card, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { DataView, ErrorState, LoadingState, announce } from '~/shared/ui/index.ts';
import { standingOf } from './account-state.ts';
import { AccountStatus } from './account-status.tsx';
import { OpenAccount } from './open-account.tsx';
import { onboardingUrl, readAccountAgain, usePayoutAccount } from './queries.ts';

/** How one comes back from Stripe's page: it is done with, or its link was too old. */
export type Returned = 'done' | 'again';
export const returnedOf = (value: unknown): Returned | undefined =>
  value === 'done' || value === 'again' ? value : undefined;

interface PayoutAccountProps {
  readonly title: string;
  readonly intro: string;
  /** What the form proposes. */
  readonly isCompany: boolean;
  /** Whether this role may open the account and answer for it. */
  readonly mayChange: boolean;
  readonly returned: Returned | undefined;
  /** Takes the return out of the address, so that reload and back do not repeat it. */
  readonly onReturned: () => Promise<void>;
}

/** Where a payee is paid: an advisor, or the licensee. The same for both. */
export function PayoutAccountCard(props: PayoutAccountProps) {
  const { title, intro, returned } = props;
  const id = useId();
  return (
    <Card withBorder component="section" aria-labelledby={id} padding="lg">
      <Title order={2} size="h4" id={id}>
        {title}
      </Title>
      <Text c="dimmed" size="sm" mb="md">
        {intro}
      </Text>
      {returned === undefined ? <Account {...props} /> : <Return {...props} returned={returned} />}
    </Card>
  );
}

function Account({ isCompany, mayChange }: PayoutAccountProps) {
  const { t } = useTranslation('payouts');
  const query = usePayoutAccount();
  return (
    <DataView query={query} loading={<LoadingState lines={2} height={48} />}>
      {(account) => {
        if (account !== null) return <AccountStatus account={account} mayChange={mayChange} />;
        return mayChange ? <OpenAccount isCompany={isCompany} /> : <Text>{t('account.none')}</Text>;
      }}
    </DataView>
  );
}

/** What became of it is read from Stripe, never taken from the address [A6.3]. */
function Return({ returned, onReturned }: PayoutAccountProps & { returned: Returned }) {
  const { t } = useTranslation('payouts');
  const client = useQueryClient();
  const { mutate, error } = useMutation({
    mutationFn: async () => {
      if (returned === 'again') {
        const url = await onboardingUrl();
        // The address first: the way back from Stripe must not lead there again.
        await onReturned();
        location.assign(url);
      } else {
        const account = await readAccountAgain(client);
        await onReturned();
        if (account) announce(t(`standing.${standingOf(account)}`));
      }
    },
  });
  useEffect(() => mutate(), [mutate, returned]);
  if (error) return <ErrorState error={error} onRetry={() => mutate()} />;
  return (
    <>
      <Text mb="sm">{t(returned === 'again' ? 'return.again' : 'return.done')}</Text>
      <LoadingState lines={2} height={48} />
    </>
  );
}

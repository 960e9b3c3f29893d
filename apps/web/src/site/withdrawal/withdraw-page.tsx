import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/shared/api/index.ts';
import { DataView, LoadingState, Page } from '~/shared/ui/index.ts';
import { useOffer } from './data.ts';
import { OwnWithdrawal } from './own-withdrawal.tsx';
import { PastWithdrawals } from './past-withdrawals.tsx';
import { WithdrawalForm } from './withdrawal-form.tsx';

/** Days of the law: known before the API has answered, and to who is not signed in. */
const DAYS = 14;

function Own() {
  const query = useOffer();
  return (
    <Stack gap="xl">
      <DataView query={query} loading={<LoadingState lines={3} height={48} />}>
        {(offer) => <OwnWithdrawal offer={offer} />}
      </DataView>
      <PastWithdrawals />
    </Stack>
  );
}

/** Withdrawal from contracts in two steps, for everybody at any time (Directive 2011/83/EU, art. 11a). */
export default function WithdrawPage() {
  const { t } = useTranslation('withdrawal');
  const isSignedIn = useSession().status === 'signed_in';
  return (
    <Page title={t('title')} intro={t('intro', { days: DAYS })}>
      <Text size="sm" maw="70ch">
        {t('used')}
      </Text>
      {isSignedIn ? <Own /> : <WithdrawalForm />}
    </Page>
  );
}

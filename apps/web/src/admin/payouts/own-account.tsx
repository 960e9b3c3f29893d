import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PayoutAccountCard, type Returned, usePayoutAccount } from '~/features/payouts/index.ts';
import { boot } from '~/shared/boot.ts';
import { DataView, LoadingState } from '~/shared/ui/index.ts';
import { Section } from '../parts/facts.tsx';
import { usePlatform } from '../stripe/use-stripe.ts';
import type { Run } from './data.ts';
import { OutsidePayouts } from './outside-payouts.tsx';
import { RunButton } from './run-button.tsx';

interface OwnAccountProps {
  readonly mayChange: boolean;
  readonly returned: Returned | undefined;
  readonly onReturned: () => Promise<void>;
  readonly onRun: (run: Run) => void;
}

/** Where the licensee's own share goes: to its account with the operator's payouts, or nowhere, because it lies at its own Stripe or with itself already; who keeps all money pays others too. */
export function OwnAccount(props: OwnAccountProps) {
  const query = usePlatform();
  return (
    <DataView query={query} loading={<LoadingState lines={2} height={48} />}>
      {({ topology }) => {
        if (topology === 'self_managed') return <OutsidePayouts />;
        return topology === 'licensee_platform' ? <AtOwnStripe /> : <WithOperator {...props} />;
      }}
    </DataView>
  );
}

function AtOwnStripe() {
  const { t } = useTranslation('money');
  return (
    <Section title={t('payouts.ownShare')} text={t('payouts.ownShareText')}>
      <Anchor component={Link} to="/stripe">
        {t('payouts.ownShareWay')}
      </Anchor>
    </Section>
  );
}

function WithOperator({ mayChange, returned, onReturned, onRun }: OwnAccountProps) {
  const { t } = useTranslation('money');
  const { data: account } = usePayoutAccount(returned === undefined);
  return (
    <>
      <PayoutAccountCard
        title={t('payouts.ownAccount')}
        intro={t('payouts.ownAccountText', { name: boot.site.name })}
        isCompany
        mayChange={mayChange}
        returned={returned}
        onReturned={onReturned}
      />
      {account?.status === 'active' && <RunButton ofWhom="own" onRun={onRun} />}
    </>
  );
}

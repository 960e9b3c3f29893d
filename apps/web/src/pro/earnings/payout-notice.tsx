import { Alert, Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Landmark } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { standingOf, usePayoutAccount } from '~/features/payouts/index.ts';

/** Earnings that cannot reach anybody: the one next step [A6.4]. Nothing while all is well, or while it is not known. */
export function PayoutNotice() {
  const { t } = useTranslation('pro');
  const { data: account } = usePayoutAccount();
  if (account === undefined) return null;
  const standing = account === null ? 'none' : standingOf(account);
  if (standing === 'active' || standing === 'restricted' || standing === 'requested' || standing === 'closed')
    return null;
  return (
    <Alert variant="outline" color="warning" icon={<Landmark aria-hidden />}>
      {t(`payouts.notice.${standing}`)}{' '}
      <Anchor component={Link} to="/payouts" underline="always">
        {t('payouts.toAccount')}
      </Anchor>
    </Alert>
  );
}

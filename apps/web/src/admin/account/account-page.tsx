import { useTranslation } from 'react-i18next';
import { AccountSecurity } from '~/features/account/index.ts';
import { Page } from '~/shared/ui/index.ts';
import { NotAllowed } from '../shell/not-found.tsx';
import { useStaff } from '../staff.tsx';

/** The member's own sessions and password. The operator standing in has none here. */
export function AccountPage() {
  const { t } = useTranslation('admin');
  const { operatorAccess } = useStaff();
  if (operatorAccess) return <NotAllowed />;
  return (
    <Page title={t('account.title')} intro={t('account.intro')}>
      <AccountSecurity />
    </Page>
  );
}

import { useTranslation } from 'react-i18next';
import { AccountSecurity } from '~/features/account/index.ts';
import { Page } from '~/shared/ui/index.ts';

export function AccountPage() {
  const { t } = useTranslation('ops');
  return (
    <Page title={t('nav.account')} intro={t('account.intro')}>
      <AccountSecurity />
    </Page>
  );
}

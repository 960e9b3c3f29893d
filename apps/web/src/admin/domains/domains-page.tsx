import { useTranslation } from 'react-i18next';
import { Page } from '~/shared/ui/index.ts';

export function DomainsPage() {
  const { t } = useTranslation('admin');
  return <Page title={t('shell.nav.domains')}>{null}</Page>;
}

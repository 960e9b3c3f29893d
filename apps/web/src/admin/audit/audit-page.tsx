import { useTranslation } from 'react-i18next';
import { Page } from '~/shared/ui/index.ts';

export function AuditPage() {
  const { t } = useTranslation('admin');
  return <Page title={t('shell.nav.audit')}>{null}</Page>;
}

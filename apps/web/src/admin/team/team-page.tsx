import { useTranslation } from 'react-i18next';
import { Page } from '~/shared/ui/index.ts';

export function TeamPage() {
  const { t } = useTranslation('admin');
  return <Page title={t('shell.nav.team')}>{null}</Page>;
}

import { useTranslation } from 'react-i18next';
import { Page } from '~/shared/ui/index.ts';
import { LinkButton } from '../lib/links.tsx';

export function NotFoundPage() {
  const { t } = useTranslation('site');
  const common = useTranslation('common').t;
  return (
    <Page title={common('state.notFound')} intro={common('state.notFoundText')}>
      <div>
        <LinkButton to="/">{t('nav.allAdvisors')}</LinkButton>
      </div>
    </Page>
  );
}

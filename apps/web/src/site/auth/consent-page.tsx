import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '~/shared/ui/index.ts';
import { ConsentForm } from './consent-form.tsx';

export default function ConsentPage() {
  const { t } = useTranslation('site');
  const { next = '/' } = useSearch({ from: '/person/consent' });
  const navigate = useNavigate();
  return (
    <Page title={t('consent.title')} intro={t('consent.intro')}>
      <ConsentForm onDone={() => void navigate({ to: next, replace: true })} />
    </Page>
  );
}

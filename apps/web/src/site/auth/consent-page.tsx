import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '~/shared/ui/index.ts';
import { routeOf } from '../lib/paths.ts';
import { ConsentForm } from './consent-form.tsx';
import { useSearchOf } from '../lib/route-state.ts';
import { nextSearch } from './next.ts';

export default function ConsentPage() {
  const { t } = useTranslation('site');
  const { next = '/' } = useSearchOf(nextSearch);
  const navigate = useNavigate();
  return (
    <Page title={t('consent.title')} intro={t('consent.intro')}>
      <ConsentForm onDone={() => void navigate({ ...routeOf(next), replace: true })} />
    </Page>
  );
}

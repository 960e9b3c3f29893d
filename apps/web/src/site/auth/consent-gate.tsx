import { type ReactNode, Suspense, lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { LoadingState, Page } from '~/shared/ui/index.ts';
import { useConsents } from './consents.ts';

const ConsentForm = lazy(() => import('./consent-form.tsx').then(({ ConsentForm }) => ({ default: ConsentForm })));

/** Nobody is kept from their own data or from a running call by a text that they have not agreed to. */
export const needsNoConsent = (path: string): boolean =>
  /^\/(account|history|consent)(\/|$)/.test(path) || /^\/calls\/call_/.test(path);

/** A new version of a text is asked for before anything is bought (S13). */
export function ConsentGate({ children }: { children: ReactNode }) {
  const { t } = useTranslation('site');
  const { data, isPending } = useConsents();
  if (isPending) return <LoadingState />;
  // When it cannot be found out the API still refuses what it must; nobody is locked out by a bad line.
  if (!data || data.required.length === 0) return children;
  return (
    <Page title={t('consent.title')} intro={t('consent.intro')}>
      <Suspense fallback={<LoadingState lines={2} />}>
        <ConsentForm onDone={() => undefined} />
      </Suspense>
    </Page>
  );
}

import { Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem, session, useSession } from '~/shared/api/index.ts';
import { offline } from '~/shared/api/problem.ts';
import { isFramed } from '~/shared/boot.ts';
import { ErrorState, LoadingState, Page } from '~/shared/ui/index.ts';
import { ConsentGate, needsNoConsent } from '../auth/consent-gate.tsx';

/** No answer came yet on who is here: the sign-in may still be good. */
function Unknown() {
  const { t } = useTranslation('common');
  const [failure, setFailure] = useState<unknown>();
  const [isAsking, setAsking] = useState(false);
  const ask = (): void => {
    setAsking(true);
    session
      .refresh()
      .catch(setFailure)
      .finally(() => setAsking(false));
  };
  return (
    <Page title={t('state.error')}>
      {isAsking ? <LoadingState /> : <ErrorState error={isProblem(failure) ? failure : offline()} onRetry={ask} />}
    </Page>
  );
}

/** Pages of a person: who is not signed in, or no longer, signs in first and comes back. */
export function SignedIn() {
  const { status } = useSession();
  const { href, pathname } = useLocation();
  if (status === 'unknown') return <Unknown />;
  if (status === 'anonymous') return <Navigate to="/sign-in" search={{ next: href }} replace />;
  if (isFramed || needsNoConsent(pathname)) return <Outlet />;
  return (
    <ConsentGate>
      <Outlet />
    </ConsentGate>
  );
}

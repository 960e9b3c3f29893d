import { Outlet, useLocation, useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
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

/** The session has ended on this page: the route is asked again, and leads to the sign-in with the way back. */
function Ended() {
  const router = useRouter();
  useEffect(() => void router.invalidate(), [router]);
  return <LoadingState />;
}

/** Pages of a person. Who is not signed in does not get here: the route redirects. */
export function SignedIn() {
  const { status } = useSession();
  const pathname = useLocation({ select: (location) => location.pathname });
  if (status === 'unknown') return <Unknown />;
  if (status === 'anonymous') return <Ended />;
  if (isFramed || needsNoConsent(pathname)) return <Outlet />;
  return (
    <ConsentGate>
      <Outlet />
    </ConsentGate>
  );
}

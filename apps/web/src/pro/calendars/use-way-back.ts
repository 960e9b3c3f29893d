import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { announce, useProblemText } from '~/shared/ui/index.ts';
import { useCalendarActs } from './queries.ts';

/** The provider led back with what connects the calendar, behind the #. It leaves the address before it is used; it works once. */
export function useWayBack(): { isConnecting: boolean; failure: string | null } {
  const { t } = useTranslation('calendars');
  const words = useProblemText();
  const { connect } = useCalendarActs();
  const [brought] = useState(() => new URLSearchParams(location.hash.slice(1)));
  const [state, code] = [brought.get('state'), brought.get('code')];
  const hasWay = state !== null && code !== null;
  const [isConnecting, setConnecting] = useState(hasWay);
  const [failure, setFailure] = useState<string | null>(brought.has('denied') ? t('denied') : null);
  const isUsed = useRef(false);
  useEffect(() => {
    if (isUsed.current) return;
    isUsed.current = true;
    if (location.hash !== '') history.replaceState(history.state, '', location.pathname + location.search);
    if (!hasWay) return;
    connect({ state, code })
      .then(() => announce(t('connected')))
      .catch((error: unknown) => setFailure(words(error)))
      .finally(() => setConnecting(false));
  });
  return { isConnecting, failure };
}

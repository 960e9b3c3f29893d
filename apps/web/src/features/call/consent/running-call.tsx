import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, unwrap } from '~/shared/api/index.ts';
import { LinkButton } from '../app-link.tsx';

/** The way to the call that runs already. */
export function RunningCall() {
  const { t } = useTranslation('call');
  const live = useQuery({
    queryKey: ['call-live'],
    queryFn: () => unwrap(api.GET('/v1/calls', { params: { query: { state: 'live', limit: 1 } } })),
    staleTime: 0,
  });
  const call = live.data?.data[0];
  if (!call) return null;
  return (
    <LinkButton href={`/calls/${call.id}`} variant="default">
      {t('consent.goToCall')}
    </LinkButton>
  );
}

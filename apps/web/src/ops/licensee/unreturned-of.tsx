import { useTranslation } from 'react-i18next';
import { UnreturnedList } from '~/features/payouts/index.ts';
import { api, unwrap } from '~/shared/api/index.ts';
import { queryClient } from '~/shared/query.ts';
import { notify } from '../ui/notify.ts';

/** End users of a licensee whose money no card took back; where we have it, we pay it. */
export function UnreturnedOf({ id }: { id: string }) {
  const { t } = useTranslation('payouts');
  return (
    <UnreturnedList
      queryKey={['licensee', id, 'unreturned']}
      read={(query) =>
        unwrap(api.GET('/v1/operator/licensees/{id}/licence/ending/unreturned', { params: { path: { id }, query } }))
      }
      sendAgain={(personId, header) =>
        unwrap(
          api.POST('/v1/operator/licensees/{id}/licence/ending/unreturned/{personId}/send-again', {
            params: { path: { id, personId }, header },
          }),
        )
      }
      pay={(personId, reference, header) =>
        unwrap(
          api.POST('/v1/operator/licensees/{id}/licence/ending/unreturned/{personId}/paid', {
            params: { path: { id, personId }, header },
            body: { reference },
          }),
        )
      }
      onActed={() => {
        for (const queryKey of [['licensee', id], ['audit']]) void queryClient.invalidateQueries({ queryKey });
      }}
      as="operator"
      onDone={(what) => notify(t(`unreturned.${what}`))}
    />
  );
}

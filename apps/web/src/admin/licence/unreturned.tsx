import { UnreturnedList } from '~/features/payouts/index.ts';
import { api, unwrap } from '~/shared/api/index.ts';
import { useStaff } from '../staff.tsx';
import { changed } from './use-licence.ts';

/** Callers whose money no card took back, as the licensee sees them: with their names. */
export function UnreturnedMoney() {
  const staff = useStaff();
  return (
    <UnreturnedList
      queryKey={['licence', 'unreturned']}
      read={(query) => unwrap(api.GET('/v1/staff/licence/ending/unreturned', { params: { query } }))}
      sendAgain={(id, header) =>
        unwrap(api.POST('/v1/staff/licence/ending/unreturned/{id}/send-again', { params: { path: { id }, header } }))
      }
      pay={(id, reference, header) =>
        unwrap(
          api.POST('/v1/staff/licence/ending/unreturned/{id}/paid', {
            params: { path: { id }, header },
            body: { reference },
          }),
        )
      }
      onActed={changed}
      as={staff.is('owner', 'finance') ? 'licensee' : null}
    />
  );
}

import { api, unwrap } from '~/shared/api/index.ts';
import { usePaged } from '~/shared/ui/index.ts';
import type { LicenseeStatus } from '../ui/licensee-status.tsx';

export interface LicenseeFilter {
  readonly status: LicenseeStatus | undefined;
  readonly q: string | undefined;
}

export const useLicensees = ({ status, q }: LicenseeFilter) =>
  usePaged(['licensees', { status, q }], (cursor) =>
    unwrap(api.GET('/v1/operator/licensees', { params: { query: { limit: 20, cursor, status, q } } })),
  );

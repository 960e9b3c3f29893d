import type { IdKind, Role } from '@app/kernel';
import type { Actor } from '@app/testing';

export type Tenant = 'aurora' | 'zenith';

/** Somebody of each role, and one real row of every kind that has an id in the API. */
export interface Population {
  readonly tenant: Tenant;
  readonly host: string;
  readonly licenseeId: string;
  readonly actors: Readonly<Record<Exclude<Role, 'operator'>, Actor>>;
  /** UUIDs. The call is settled, refunded and has a receipt; the advisor's other call rings. The licensee is a spare one, for the operator to suspend. */
  readonly ids: Readonly<Partial<Record<IdKind, string>>>;
  readonly ringingCallId: string;
}

/** The row that a path means: `/v1/staff/team/{id}` is for members of staff and not for any person. */
export const idOf = ({ ids, actors }: Population, path: string, kind: IdKind): string | undefined =>
  path.startsWith('/v1/staff/team/') ? actors.analyst.id : ids[kind];

import { type Role, STAFF, type Tx, rowsOf } from '@app/kernel';
import type { PersonStatus } from './person.entity.js';

export interface TeamMember {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly role: Role;
  readonly status: PersonStatus;
  readonly createdAt: Date;
  readonly lastSignInAt: Date | null;
}

const MEMBERS = `
  select p.id, p.email, p.display_name as "displayName", p.role, p.status, p.created_at as "createdAt", s.at as "lastSignInAt"
    from app.person p left join lateral (
      select at from app.sign_in s where s.licensee_id = p.licensee_id and s.person_id = p.id and s.outcome in ('signed_in', 'signed_up')
       order by s.id desc limit 1) s on true
   where p.licensee_id = $1 and p.role = any ($2) and p.operator_access_id is null`;

/** Staff of the tenant, newest first; stand-ins of the operator are no staff. */
export const membersOf = (tx: Tx, after: string | undefined, limit: number): Promise<TeamMember[]> =>
  rowsOf(tx, `${MEMBERS} and ($3::uuid is null or p.id < $3) order by p.id desc limit $4`, [
    tx.ctx.licenseeId,
    STAFF,
    after ?? null,
    limit,
  ]);

export async function memberOf(tx: Tx, id: string): Promise<TeamMember | undefined> {
  const [member] = await rowsOf<TeamMember>(tx, `${MEMBERS} and p.id = $3`, [tx.ctx.licenseeId, STAFF, id]);
  return member;
}

/** When a person last got in, or null. */
export async function lastSignInOf(tx: Tx, personId: string): Promise<Date | null> {
  const [row] = await rowsOf<{ at: Date }>(
    tx,
    `select at from app.sign_in where licensee_id = $1 and person_id = $2 and outcome in ('signed_in', 'signed_up') order by id desc limit 1`,
    [tx.ctx.licenseeId, personId],
  );
  return row?.at ?? null;
}

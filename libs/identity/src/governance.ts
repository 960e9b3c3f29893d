import { Forbidden, NotFound, type Tx, lock, personOf } from '@app/kernel';
import { LastOwner } from './identity.problems.js';
import { Person } from './person.entity.js';

/**
 * Locks somebody whose role or standing the caller is about to take away or change, together with every owner, so that two owners who act on each other
 * stand in line and the second sees what the first did.
 *
 * Nobody does it to themselves, only an owner does it to an owner, and one active owner stays.
 * @throws NotFound, Forbidden, LastOwner
 */
export async function lockToGovern(tx: Tx, id: string): Promise<Person> {
  const { licenseeId } = tx.ctx;
  const actor = personOf(tx.ctx);
  const owners = await tx.find(Person, {
    select: { licenseeId: true, id: true },
    where: { licenseeId, role: 'owner' },
  });
  const rows = await lock(tx, Person, [id, ...owners.map((owner) => owner.id)]);
  const person = rows.find((row) => row.id === id);
  if (!person || person.operatorAccessId !== null) throw new NotFound();
  if (person.id === actor.personId) throw new Forbidden('You cannot do this to your own account.');
  if (person.role !== 'owner') return person;
  // The rows and not the request: who was an owner when they asked may be none any more.
  const active = rows.filter((row) => row.role === 'owner' && row.status === 'active');
  const isOwner = active.some((owner) => owner.id === actor.personId);
  if (actor.role === 'owner' && active.length === 1 && active[0]!.id === person.id) throw new LastOwner();
  if (!isOwner) throw new Forbidden('Only an owner may do this to an owner.');
  return person;
}

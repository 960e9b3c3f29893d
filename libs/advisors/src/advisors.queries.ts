import type { SelectQueryBuilder } from 'typeorm';
import { type PageQuery, type Tx, UUID_PATTERN, cursorPosition, rowsOf } from '@app/kernel';
import { Person } from '@app/identity';
import { Advisor } from './advisor.entity.js';

/** Advisors who may take calls: an active profile of a person who is neither frozen nor closed. */
export function callable(tx: Tx): SelectQueryBuilder<Advisor> {
  return tx
    .createQueryBuilder(Advisor, 'advisor')
    .innerJoin(Person, 'person', 'person.licenseeId = advisor.licenseeId and person.id = advisor.personId')
    .where('advisor.licenseeId = :licenseeId', { licenseeId: tx.ctx.licenseeId })
    .andWhere(`advisor.status = 'active' and person.status = 'active'`);
}

/** Position in the directory: available ones first, then by id. */
export const directoryPosition = (advisor: Advisor): readonly string[] => [advisor.available ? '1' : '0', advisor.id];

/** One more than a page of the directory. */
export function directory(tx: Tx, { cursor, limit }: PageQuery): Promise<Advisor[]> {
  const after = cursorPosition(cursor, [/^[01]$/, UUID_PATTERN]);
  const query = callable(tx)
    .orderBy('advisor.available', 'DESC')
    .addOrderBy('advisor.id')
    .take(limit + 1);
  if (after) {
    query.andWhere('(advisor.available < :available or (advisor.available = :available and advisor.id > :id))', {
      available: after[0] === '1',
      id: after[1],
    });
  }
  return query.getMany();
}

/** Advisors who count against the licensee's limit: those who are not suspended. */
export async function countAdvisors(tx: Tx): Promise<bigint> {
  const [row] = await rowsOf<{ advisors: bigint }>(
    tx,
    `select count(*) as advisors from app.advisor where licensee_id = $1 and status <> 'suspended'`,
    [tx.ctx.licenseeId],
  );
  return row!.advisors;
}

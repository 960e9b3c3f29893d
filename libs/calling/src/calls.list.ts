import { type Tx, actingOf, csvOf, parseId } from '@app/kernel';
import { Call } from './call.entity.js';
import type { CallQuery, CallView } from './calls.dto.js';

/** Calls that a person may see and the filters leave, newest first, from before a position. */
export async function chosen(tx: Tx, query: CallQuery, before: string | undefined, limit: number): Promise<Call[]> {
  const { personId, role } = actingOf(tx.ctx);
  const select = tx
    .createQueryBuilder(Call, 'c')
    .where('c.licenseeId = :licenseeId', { licenseeId: tx.ctx.licenseeId });
  if (role === 'end_user') select.andWhere('c.callerId = :personId', { personId });
  if (role === 'advisor') select.andWhere('c.advisorPersonId = :personId', { personId });
  if (query.state !== undefined) select.andWhere(query.state === 'live' ? `c.status <> 'ended'` : `c.status = 'ended'`);
  if (query.advisorId !== undefined) select.andWhere('c.advisorId = :advisorId', { advisorId: query.advisorId });
  const callerId = query.callerId ?? parseId('person', query.q ?? '');
  if (callerId !== undefined) {
    // An advisor knows callers by alias only: a filter by id would tell who is behind one.
    if (role === 'advisor') return [];
    select.andWhere('c.callerId = :callerId', { callerId });
  }
  if (query.q !== undefined && parseId('person', query.q) === undefined) {
    const [id, advisorId] = [parseId('call', query.q), parseId('advisor', query.q)];
    if (id === undefined && advisorId === undefined) return [];
    if (id !== undefined) select.andWhere('c.id = :id', { id });
    else select.andWhere('c.advisorId = :advisor', { advisor: advisorId });
  }
  if (query.from !== undefined) select.andWhere('c.requestedAt >= :from', { from: new Date(query.from) });
  if (query.to !== undefined) select.andWhere('c.requestedAt < :to', { to: new Date(query.to) });
  if (query.endReason !== undefined) select.andWhere('c.endReason = :endReason', { endReason: query.endReason });
  if (before !== undefined) select.andWhere('c.id < :before', { before });
  return select.orderBy('c.id', 'DESC').take(limit).getMany();
}

/** Columns of the file; what a viewer may not see is empty. */
const COLUMNS = [
  'id',
  'requestedAt',
  'startedAt',
  'endedAt',
  'status',
  'endReason',
  'medium',
  'topic',
  'advisorId',
  'advisorName',
  'callerId',
  'callerName',
  'callerAlias',
  'ratePerMinuteMinor',
  'billedSeconds',
  'priceMinor',
  'earningMinor',
  'currency',
] as const satisfies readonly (keyof CallView)[];

export const callsCsv = (views: readonly CallView[]): string =>
  csvOf(
    COLUMNS,
    views.map((view) => COLUMNS.map((column) => view[column])),
  );

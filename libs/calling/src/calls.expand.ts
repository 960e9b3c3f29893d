import { In } from 'typeorm';
import { type Tx, assertScope, expansionsOf, publicId } from '@app/kernel';
import { Advisor } from '@app/advisors';
import { Person, userViews } from '@app/identity';
import type { Call } from './call.entity.js';
import { CALL_EXPANSIONS, type CallView } from './calls.dto.js';

const SCOPE_OF = { caller: 'users:read', advisor: 'advisors:read' } as const;

/** Puts the people of calls beside their ids, where they were asked for and the viewer stands for the licensee. @throws UnknownExpansion, ApiKeyScopeMissing */
export async function expandCalls(
  tx: Tx,
  expand: string | undefined,
  rows: readonly Call[],
  views: readonly CallView[],
): Promise<CallView[]> {
  const wanted = expansionsOf(expand, CALL_EXPANSIONS);
  if (wanted.size === 0) return [...views];
  for (const field of wanted) assertScope(tx.ctx, SCOPE_OF[field]);
  const { licenseeId } = tx.ctx;
  const persons = wanted.has('caller')
    ? await tx.findBy(Person, { licenseeId, id: In(rows.map(({ callerId }) => callerId)) })
    : [];
  const viewOfCaller = await userViews(tx, persons);
  const advisors = wanted.has('advisor')
    ? await tx.findBy(Advisor, { licenseeId, id: In(rows.map(({ advisorId }) => advisorId)) })
    : [];
  return views.map((view, index) => {
    const row = rows[index]!;
    const caller = persons.find(({ id }) => id === row.callerId);
    const advisor = advisors.find(({ id }) => id === row.advisorId);
    if (view.side !== 'staff') return view;
    return {
      ...view,
      ...(caller ? { caller: viewOfCaller(caller) } : {}),
      ...(advisor
        ? {
            advisor: {
              id: publicId('advisor', advisor.id),
              externalId: advisor.externalId,
              displayName: advisor.displayName,
              status: advisor.status,
              metadata: advisor.metadata,
            },
          }
        : {}),
    };
  });
}

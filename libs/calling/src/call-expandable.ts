import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Expandable, type Tx } from '@app/kernel';
import { Call } from './call.entity.js';
import { loadCalls } from './calls.queries.js';
import { viewCalls } from './calls.view.js';

/** Calls as staff see them, where answers have their ids. */
@Injectable()
export class CallExpandable extends Expandable {
  readonly name = 'call';
  readonly idKind = 'call';
  readonly isNamed = true;
  readonly scope = 'calls:read';
  readonly roles = ['owner', 'admin', 'finance', 'support', 'analyst'] as const;

  async of(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, object>> {
    const rows = await tx.findBy(Call, { licenseeId: tx.ctx.licenseeId, id: In([...ids]) });
    const views = await viewCalls(tx, await loadCalls(tx, rows), () => 'staff');
    return new Map(rows.map(({ id }, index) => [id, views[index]!]));
  }
}

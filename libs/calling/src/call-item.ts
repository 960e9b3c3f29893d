import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import type { Tx } from '@app/kernel';
import { ChecklistItem, type ChecklistState } from '@app/licensees';
import { Call } from './call.entity.js';

/** One call from the ring to the receipt, before customers make theirs. */
@Injectable()
export class CallItem extends ChecklistItem {
  readonly id = 'call';
  readonly position = 60;
  /** A test call, which only an open licensee can have. */
  override readonly isNeededToOpen = false;

  async check(tx: Tx): Promise<ChecklistState> {
    const done = await tx.existsBy(Call, { licenseeId: tx.ctx.licenseeId, settlementId: Not(IsNull()) });
    return {
      done,
      detail: done ? 'A call was settled.' : 'No call was made from beginning to receipt.',
      href: '/admin/calls',
    };
  }
}

import { Injectable } from '@nestjs/common';
import type { Tx } from '@app/kernel';
import { ChecklistItem, type ChecklistState } from '@app/licensees';
import { Advisor } from './advisor.entity.js';

/** Somebody must be able to take calls before a licensee opens. */
@Injectable()
export class AdvisorItem extends ChecklistItem {
  readonly id = 'advisor';
  readonly position = 50;

  async check(tx: Tx): Promise<ChecklistState> {
    const active = await tx.countBy(Advisor, { licenseeId: tx.ctx.licenseeId, status: 'active' });
    return {
      done: active > 0,
      detail: active > 0 ? `Active advisors: ${active}.` : 'No advisor is active.',
      href: '/admin/advisors',
    };
  }
}

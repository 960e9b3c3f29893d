import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { type Context, Db, type Tx, publicId, recordAudit, instancesOf } from '@app/kernel';
import { ChecklistNotDone } from '../licensees.problems.js';
import { LicenseesService } from '../licensees.service.js';
import { ChecklistItem } from './checklist-item.js';
import type { ChecklistView } from './checklist.dto.js';

/** What a licensee still needs before it opens. */
@Injectable()
export class ChecklistService {
  constructor(
    private readonly db: Db,
    private readonly discovery: DiscoveryService,
    private readonly licensees: LicenseesService,
  ) {}

  show(ctx: Context): Promise<ChecklistView> {
    return this.db.read(ctx, (tx) => this.view(tx));
  }

  /** Goes live: from then on people can sign up, pay and call. Repeating it changes nothing. @throws ChecklistNotDone */
  open(ctx: Context): Promise<ChecklistView> {
    return this.db.transaction(ctx, async (tx) => {
      const view = await this.view(tx);
      if (view.openedAt !== null) return view;
      const missing = view.items.filter(({ done, neededToOpen }) => neededToOpen && !done).map(({ id }) => id);
      if (missing.length > 0) throw new ChecklistNotDone(missing);
      await this.licensees.open(tx);
      await recordAudit(tx, {
        action: 'licensee.opened',
        subject: { kind: 'licensee', id: publicId('licensee', ctx.licenseeId) },
      });
      return { ...view, openedAt: tx.now.toISOString() };
    });
  }

  private async view(tx: Tx): Promise<ChecklistView> {
    const { openedAt } = await this.licensees.licenseeOf(tx);
    const items: ChecklistView['items'] = [];
    // One after the other: they share a connection.
    for (const item of this.items())
      items.push({ id: item.id, neededToOpen: item.isNeededToOpen, ...(await item.check(tx)) });
    return { items, ready: items.every(({ done }) => done), openedAt: openedAt?.toISOString() ?? null };
  }

  private items(): ChecklistItem[] {
    return instancesOf(this.discovery, ChecklistItem).sort(
      (a, b) => a.position - b.position || a.id.localeCompare(b.id),
    );
  }
}

import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { type Context, Db } from '@app/kernel';
import { ChecklistItem } from './checklist-item.js';
import type { ChecklistView } from './checklist.dto.js';

/** What a licensee still needs before it opens. */
@Injectable()
export class ChecklistService {
  constructor(
    private readonly db: Db,
    private readonly discovery: DiscoveryService,
  ) {}

  show(ctx: Context): Promise<ChecklistView> {
    return this.db.read(ctx, async (tx) => {
      const items: ChecklistView['items'] = [];
      // One after the other: they share a connection.
      for (const item of this.items()) items.push({ id: item.id, ...(await item.check(tx)) });
      return { items, ready: items.every(({ done }) => done) };
    });
  }

  private items(): ChecklistItem[] {
    const found = this.discovery
      .getProviders()
      .map(({ instance }: { instance: unknown }) => instance)
      .filter((instance) => instance instanceof ChecklistItem);
    return [...new Set(found)].sort((a, b) => a.position - b.position || a.id.localeCompare(b.id));
  }
}

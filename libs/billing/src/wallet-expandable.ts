import { Injectable } from '@nestjs/common';
import { Expandable, type Tx } from '@app/kernel';
import { WalletsService } from './wallets.service.js';

/** Every part of a user's balance, where answers have the users. */
@Injectable()
export class WalletExpandable extends Expandable {
  readonly name = 'wallet';
  readonly idKind = 'person';
  readonly isNamed = false;
  readonly scope = 'wallets:read';
  readonly roles = ['owner', 'admin', 'finance', 'support'] as const;

  constructor(private readonly wallets: WalletsService) {
    super();
  }

  async of(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, object>> {
    const found = new Map<string, object>();
    // One connection: one after the other. A page has a hundred at the most.
    for (const id of ids) found.set(id, await this.wallets.viewOf(tx, id));
    return found;
  }
}

import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Expandable, type Tx } from '@app/kernel';
import { Person } from './person.entity.js';
import { userViews } from './users.dto.js';

/** End users, where answers have their ids. */
@Injectable()
export class UserExpandable extends Expandable {
  readonly name = 'user';
  readonly idKind = 'person';
  readonly isNamed = true;
  readonly scope = 'users:read';
  readonly roles = ['owner', 'admin', 'support'] as const;

  async of(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, object>> {
    const { licenseeId } = tx.ctx;
    const users = await tx.findBy(Person, { licenseeId, id: In([...ids]), role: 'end_user' });
    const view = await userViews(tx, users);
    return new Map(users.map((user) => [user.id, view(user)]));
  }
}

import { Injectable } from '@nestjs/common';
import { type Context, Db, Outbox, type Tx, lockOne, personOf, publicId, recordAudit } from '@app/kernel';
import { VatNumbers } from '@app/licensees';
import type { CloseMeRequest } from './closures.dto.js';
import { UserClosed } from './identity.events.js';
import { WrongPassword } from './identity.problems.js';
import { PasswordHasher } from './password-hasher.service.js';
import { Person } from './person.entity.js';
import { PersonsService } from './persons.service.js';
import { SessionsService } from './sessions.service.js';
import { type UserResponse, userView } from './users.dto.js';

/**
 * The end of an end user's account: nobody signs in to it any more, and what hangs on it is wound up by who hears of {@link UserClosed}: money goes back,
 * bookings end. There is no way back.
 */
@Injectable()
export class ClosuresService {
  constructor(
    private readonly db: Db,
    private readonly hasher: PasswordHasher,
    private readonly persons: PersonsService,
    private readonly sessions: SessionsService,
    private readonly outbox: Outbox,
    private readonly vatNumbers: VatNumbers,
  ) {}

  /** By the person. @throws WrongPassword, RateLimited */
  async closeOwn(ctx: Context, { password }: CloseMeRequest): Promise<void> {
    const { personId } = personOf(ctx);
    const person = await this.db.read(ctx, (tx) => this.persons.userById(tx, personId));
    if (!(await this.hasher.verify(password, person.passwordHash, '/password'))) throw new WrongPassword();
    await this.db.transaction(ctx, async (tx) => {
      const current = await lockOne(tx, Person, personId);
      if (current.passwordHash !== person.passwordHash) throw new WrongPassword(); // changed meanwhile
      await this.close(tx, current);
    });
  }

  /** By the licensee, for an end user. Repeating it changes nothing. @throws NotFound */
  closeUser(ctx: Context, id: string): Promise<UserResponse> {
    return this.db.transaction(ctx, async (tx) => {
      await this.persons.userById(tx, id);
      await this.close(tx, await lockOne(tx, Person, id));
      return userView(tx, await this.persons.userById(tx, id));
    });
  }

  private async close(tx: Tx, { id, status, externalId, metadata }: Person): Promise<void> {
    if (status === 'closed') return;
    await tx.update(Person, { licenseeId: tx.ctx.licenseeId, id }, { status: 'closed' });
    await this.sessions.revokeAllOf(tx, id, 'closed');
    // Nobody asks for the number of somebody who calls no more.
    await this.vatNumbers.state(tx, 'user', id, null);
    await this.outbox.add(tx, UserClosed, { personId: id, externalId, metadata });
    await recordAudit(tx, {
      action: 'person.closed',
      subject: { kind: 'person', id: publicId('person', id) },
      before: { status },
      after: { status: 'closed' },
    });
  }
}

import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { type Context, Db, Outbox, lockOne, newId, publicId, recordAudit } from '@app/kernel';
import type { AskPasswordReset, ResetPassword } from './auth.dto.js';
import { originOf } from './device-label.js';
import { PasswordChanged, PasswordResetAsked } from './identity.events.js';
import { InvalidLink } from './identity.problems.js';
import { PasswordHasher } from './password-hasher.service.js';
import { Person } from './person.entity.js';
import { PersonLinksService } from './person-links.service.js';
import { PersonsService } from './persons.service.js';
import { SessionsService } from './sessions.service.js';

/** How somebody gets back in who has forgotten the password. */
@Injectable()
export class PasswordResetsService {
  constructor(
    private readonly db: Db,
    private readonly hasher: PasswordHasher,
    private readonly links: PersonLinksService,
    private readonly persons: PersonsService,
    private readonly sessions: SessionsService,
    private readonly outbox: Outbox,
  ) {}

  /** Answers the same, after the same work, whether the address has an account or not: for an unknown one the event names nobody. */
  ask(ctx: Context, { email }: AskPasswordReset): Promise<void> {
    return this.db.transaction(ctx, async (tx) => {
      const person = await tx.findOneBy(Person, { licenseeId: ctx.licenseeId, email, operatorAccessId: IsNull() });
      await this.outbox.add(tx, PasswordResetAsked, { personId: person?.id ?? newId(), ...originOf(ctx) });
    });
  }

  /** Sets a new password, uses the link up and ends every session. @throws InvalidLink; InvalidRequest for a password that is not accepted; RateLimited */
  async reset(ctx: Context, { token, newPassword }: ResetPassword): Promise<void> {
    const person = await this.db.read(ctx, async (tx) =>
      this.persons.byId(tx, await this.links.holderOf(tx, token, 'reset_password')),
    );
    const passwordHash = await this.hasher.hashNew(newPassword, person.email, '/newPassword');
    await this.db.transaction(ctx, async (tx) => {
      const current = await lockOne(tx, Person, person.id);
      await this.links.spend(tx, token, 'reset_password');
      // A frozen person may know the password again and stays out.
      if (current.status === 'closed' || current.operatorAccessId !== null) throw new InvalidLink();
      await tx.update(
        Person,
        { licenseeId: ctx.licenseeId, id: person.id },
        // Who reads the mail has shown that the address is theirs.
        { passwordHash, emailVerifiedAt: current.emailVerifiedAt ?? tx.now },
      );
      await this.sessions.revokeAllOf(tx, person.id, 'password_changed');
      await recordAudit(tx, {
        action: 'password.reset',
        subject: { kind: 'person', id: publicId('person', person.id) },
      });
      await this.outbox.add(tx, PasswordChanged, { personId: person.id, ...originOf(ctx) });
    });
  }
}

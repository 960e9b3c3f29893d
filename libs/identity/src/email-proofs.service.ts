import { Injectable } from '@nestjs/common';
import { type Context, Db, Outbox, personOf } from '@app/kernel';
import { IsNull } from 'typeorm';
import type { ProveEmail } from './auth.dto.js';
import { EmailProofAsked } from './identity.events.js';
import { Person } from './person.entity.js';
import { PersonLinksService } from './person-links.service.js';

/** Proof that a person reads the mail of their address [A1, C1]. */
@Injectable()
export class EmailProofsService {
  constructor(
    private readonly db: Db,
    private readonly links: PersonLinksService,
    private readonly outbox: Outbox,
  ) {}

  /** Mails the link again. An address that is proved gets none. */
  askAgain(ctx: Context): Promise<void> {
    const { personId } = personOf(ctx);
    return this.db.transaction(ctx, async (tx) => {
      const isOpen = await tx.existsBy(Person, {
        licenseeId: ctx.licenseeId,
        id: personId,
        emailVerifiedAt: IsNull(),
      });
      if (isOpen) await this.outbox.add(tx, EmailProofAsked, { personId });
    });
  }

  /** @throws InvalidLink */
  prove(ctx: Context, { token }: ProveEmail): Promise<void> {
    return this.db.transaction(ctx, async (tx) => {
      const id = await this.links.spend(tx, token, 'verify_email');
      await tx.update(
        Person,
        { licenseeId: ctx.licenseeId, id, emailVerifiedAt: IsNull() },
        { emailVerifiedAt: tx.now },
      );
    });
  }
}

import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  InvalidRequest,
  Outbox,
  type Page,
  type PageQuery,
  type Tx,
  lockOne,
  personOf,
} from '@app/kernel';
import { standingsOf } from '@app/licensees';
import { businessView } from './business.js';
import { originOf } from './device-label.js';
import { PasswordChanged } from './identity.events.js';
import { WrongPassword } from './identity.problems.js';
import type { ChangeMeRequest, ChangePasswordRequest, MeResponse } from './me.dto.js';
import { OperatorAccessService } from './operator-access.service.js';
import { PasswordHasher } from './password-hasher.service.js';
import { Person } from './person.entity.js';
import { personView } from './persons.dto.js';
import { PersonsService } from './persons.service.js';
import { SessionsService } from './sessions.service.js';
import { signInsOf } from './sign-in.queries.js';
import type { SignInResponse } from './sign-ins.dto.js';

/** What people do with their own account. */
@Injectable()
export class MeService {
  constructor(
    private readonly db: Db,
    private readonly hasher: PasswordHasher,
    private readonly operatorAccess: OperatorAccessService,
    private readonly persons: PersonsService,
    private readonly sessions: SessionsService,
    private readonly outbox: Outbox,
  ) {}

  show(ctx: Context): Promise<MeResponse> {
    return this.db.read(ctx, (tx) => this.view(tx));
  }

  /** @throws InvalidRequest for a company of somebody who is no end user, or whose VAT number cannot be right */
  change(ctx: Context, { displayName, locale, billingCountry, business }: ChangeMeRequest): Promise<MeResponse> {
    const { personId, role } = personOf(ctx);
    if (business && role !== 'end_user')
      throw new InvalidRequest([{ pointer: '/business', detail: 'is for end users' }]);
    const changes = {
      ...(typeof displayName === 'string' ? { displayName } : {}),
      ...(typeof locale === 'string' ? { locale } : {}),
      ...(billingCountry === undefined ? {} : { billingCountry }),
    };
    return this.db.transaction(ctx, async (tx) => {
      if (Object.keys(changes).length > 0)
        await tx.update(Person, { licenseeId: ctx.licenseeId, id: personId }, changes);
      if (business !== undefined) await this.persons.stateBusiness(tx, personId, business);
      return this.view(tx);
    });
  }

  /**
   * Changes the password and ends all other sessions: who changes it often does so because somebody else knows it.
   * @throws WrongPassword; InvalidRequest when the new one is not accepted; RateLimited
   */
  async changePassword(ctx: Context, { currentPassword, newPassword }: ChangePasswordRequest): Promise<void> {
    const person = await this.db.read(ctx, (tx) => this.persons.byId(tx, personOf(ctx).personId));
    if (!(await this.hasher.verify(currentPassword, person.passwordHash, '/currentPassword'))) {
      throw new WrongPassword();
    }
    const passwordHash = await this.hasher.hashNew(newPassword, person.email, '/newPassword');
    await this.db.transaction(ctx, async (tx) => {
      const current = await lockOne(tx, Person, person.id);
      if (current.passwordHash !== person.passwordHash) throw new WrongPassword(); // changed meanwhile
      await tx.update(Person, { licenseeId: ctx.licenseeId, id: person.id }, { passwordHash });
      await this.sessions.revokeOthers(tx, 'password_changed');
      await this.outbox.add(tx, PasswordChanged, { personId: person.id, ...originOf(ctx) });
    });
  }

  signIns(ctx: Context, query: PageQuery): Promise<Page<SignInResponse>> {
    return this.db.read(ctx, (tx) => signInsOf(tx, personOf(ctx).personId, query));
  }

  private async view(tx: Tx): Promise<MeResponse> {
    const person = await this.persons.byId(tx, personOf(tx.ctx).personId);
    return {
      ...personView(person),
      billingCountry: person.billingCountry,
      business: businessView(person.business, (await standingsOf(tx, 'user', [person.id])).get(person.id)),
      emailVerifiedAt: person.emailVerifiedAt?.toISOString() ?? null,
      operatorAccess: await this.operatorAccess.bannerOf(tx),
    };
  }
}

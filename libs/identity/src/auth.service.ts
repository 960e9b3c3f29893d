import { Injectable } from '@nestjs/common';
import { type Context, Db, Forbidden, Outbox, type Tx, lockOne } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import type { RefreshRequest, SignInRequest, SignUpRequest, SignedInResponse, TokensResponse } from './auth.dto.js';
import { PersonSignedUp } from './identity.events.js';
import { AccountFrozen, AdultAttestationRequired, InvalidCredentials } from './identity.problems.js';
import { PasswordHasher } from './password-hasher.service.js';
import { Person } from './person.entity.js';
import { personView } from './persons.dto.js';
import { type HashedPerson, PersonsService } from './persons.service.js';
import { SessionsService } from './sessions.service.js';
import type { SignInOutcome } from './sign-in.entity.js';
import { recordNobody, recordSignIn } from './sign-in.queries.js';

@Injectable()
export class AuthService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly hasher: PasswordHasher,
    private readonly persons: PersonsService,
    private readonly sessions: SessionsService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Makes an end user and signs them in.
   *
   * There is no answer "this e-mail has an account". With an e-mail that has one, sign-up *is* sign-in: the right password signs in, a wrong one gets
   * sign-in's 401, after the same hashing. An unknown e-mail gets an account at once, because people call minutes after they sign up; so who tries a
   * foreign address either leaves a refused attempt in its owner's login history or an account of their own making, within the rate limits of both routes.
   * @throws AdultAttestationRequired, InvalidCredentials, AccountFrozen, InvalidRequest, RateLimited
   */
  async signUp(ctx: Context, input: SignUpRequest): Promise<SignedInResponse> {
    if (input.adult !== true) throw new AdultAttestationRequired();
    const known = await this.db.read(ctx, async (tx) => {
      // The house itself has staff, not customers.
      if ((await this.licensees.licenseeOf(tx)).kind === 'operator')
        throw new Forbidden('There is nothing to sign up for here.');
      return this.findByEmail(tx, input.email);
    });
    if (known) return this.admit(ctx, known, input.password);
    const prepared = await this.persons.prepare({ ...input, role: 'end_user' });
    const signedUp = await this.db.transaction(ctx, (tx) => this.welcome(tx, prepared));
    // Undefined: the same e-mail was signed up in parallel. Then this is a sign-in too.
    return signedUp ?? this.signIn(ctx, input);
  }

  /** @throws InvalidCredentials, AccountFrozen, InvalidRequest (more than 72 bytes), RateLimited */
  async signIn(ctx: Context, { email, password }: SignInRequest): Promise<SignedInResponse> {
    const person = await this.db.read(ctx, (tx) => this.findByEmail(tx, email));
    return this.admit(ctx, person, password);
  }

  /** @throws InvalidRefreshToken */
  refresh(ctx: Context, { refreshToken }: RefreshRequest): Promise<TokensResponse> {
    return this.sessions.refresh(ctx, refreshToken);
  }

  signOut(ctx: Context): Promise<void> {
    return this.sessions.signOut(ctx);
  }

  private async welcome(tx: Tx, prepared: HashedPerson): Promise<SignedInResponse | undefined> {
    const person = await this.persons.addIfNew(tx, prepared);
    if (!person) return undefined;
    await this.outbox.add(tx, PersonSignedUp, { personId: person.id, role: person.role });
    return this.letIn(tx, person, 'signed_up');
  }

  private async admit(ctx: Context, person: Person | null, password: string): Promise<SignedInResponse> {
    const matches = await this.hasher.verify(password, person?.passwordHash);
    if (!person || !matches || person.status === 'closed') {
      await this.db.transaction(ctx, (tx) =>
        person ? recordSignIn(tx, person.id, 'wrong_password') : recordNobody(tx),
      );
      throw new InvalidCredentials();
    }
    if (person.status === 'frozen') {
      await this.db.transaction(ctx, (tx) => recordSignIn(tx, person.id, 'refused'));
      throw new AccountFrozen();
    }
    const renewed = this.hasher.isOutdated(person.passwordHash) ? await this.hasher.hash(password) : undefined;
    return this.db.transaction(ctx, async (tx) => {
      const current = await lockOne(tx, Person, person.id);
      // Frozen, or given another password, while this one was being hashed.
      if (current.status !== 'active' || current.passwordHash !== person.passwordHash) throw new InvalidCredentials();
      if (renewed !== undefined) {
        await tx.update(Person, { licenseeId: ctx.licenseeId, id: person.id }, { passwordHash: renewed });
      }
      return this.letIn(tx, current, 'signed_in');
    });
  }

  private async letIn(tx: Tx, person: Person, outcome: SignInOutcome): Promise<SignedInResponse> {
    await recordSignIn(tx, person.id, outcome);
    return { ...(await this.sessions.open(tx, person)), person: personView(person) };
  }

  private findByEmail(tx: Tx, email: string): Promise<Person | null> {
    return tx.findOneBy(Person, { licenseeId: tx.ctx.licenseeId, email });
  }
}

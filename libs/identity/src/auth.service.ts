import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import {
  type Context,
  Db,
  Forbidden,
  InvalidRequest,
  Outbox,
  STAFF,
  type Tx,
  instancesOf,
  lockOne,
  personOf,
} from '@app/kernel';
import { IsNull } from 'typeorm';
import { LicenseesService } from '@app/licensees';
import { Admissions, type Traits } from './admissions.js';
import { Arrivals } from './arrivals.js';
import { originOf } from './device-label.js';
import type { RefreshRequest, SignInRequest, SignUpRequest, SignedInResponse, TokensResponse } from './auth.dto.js';
import { type Face, faceOf } from './face.js';
import { PersonSignedUp, SignedInOnNewDevice } from './identity.events.js';
import {
  AccountFrozen,
  AdultAttestationRequired,
  InvalidCredentials,
  InvalidRefreshToken,
  WrongFace,
} from './identity.problems.js';
import { OperatorAccessService } from './operator-access.service.js';
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
    private readonly operatorAccess: OperatorAccessService,
    private readonly outbox: Outbox,
    private readonly discovery: DiscoveryService,
  ) {}

  /**
   * Makes an end user and signs them in.
   *
   * There is no answer "this e-mail has an account". With an e-mail that has one, sign-up *is* sign-in: the right password signs in, a wrong one gets
   * sign-in's 401, after the same hashing. An unknown e-mail gets an account at once, because people call minutes after they sign up; so who tries a
   * foreign address either leaves a refused attempt in its owner's login history or an account of their own making, within the rate limits of both routes.
   * @throws AdultAttestationRequired, InvalidCredentials, AccountFrozen, LicenseeSuspended, NotOpenYet, SwitchedOff, LimitReached, WrongFace, InvalidRequest, RateLimited
   */
  async signUp(ctx: Context, input: SignUpRequest): Promise<SignedInResponse> {
    if (input.adult !== true) throw new AdultAttestationRequired();
    // Whoever has the e-mail: this is where customers come in.
    if (input.face !== undefined && input.face !== 'site') throw new WrongFace('site');
    const known = await this.db.read(ctx, async (tx) => {
      // The house itself has staff, not customers.
      if ((await this.licensees.licenseeOf(tx)).kind === 'operator')
        throw new Forbidden('There is nothing to sign up for here.');
      await this.licensees.assertOpen(tx, 'signUps');
      return this.findByEmail(tx, input.email);
    });
    if (known) return this.admit(ctx, known, input);
    const prepared = await this.persons.prepare({ ...input, role: 'end_user' });
    const signedUp = await this.db.transaction(ctx, (tx) => this.welcome(tx, prepared, input));
    // Undefined: the same e-mail was signed up in parallel. Then this is a sign-in too.
    return signedUp ?? this.signIn(ctx, input);
  }

  /** @throws InvalidCredentials, AccountFrozen, SwitchedOff, WrongFace, InvalidRequest (more than 72 bytes), RateLimited */
  async signIn(ctx: Context, input: SignInRequest): Promise<SignedInResponse> {
    const person = await this.db.read(ctx, (tx) => this.findByEmail(tx, input.email));
    return this.admit(ctx, person, input);
  }

  /** A token in the body goes before the one in the cookie of the face. @throws InvalidRefreshToken, WrongFace, InvalidRequest */
  async refresh(ctx: Context, { refreshToken, face }: RefreshRequest, kept?: string): Promise<TokensResponse> {
    if (refreshToken === undefined && face === undefined)
      throw new InvalidRequest([{ pointer: '/refreshToken', detail: 'is required without a face' }]);
    const presented = refreshToken ?? kept;
    if (presented === undefined) throw new InvalidRefreshToken();
    return this.sessions.refresh(ctx, presented, face);
  }

  /** For the operator in a tenant this is the end of the access. */
  signOut(ctx: Context): Promise<void> {
    const { operatorAccessId } = personOf(ctx);
    return operatorAccessId === undefined
      ? this.sessions.signOut(ctx)
      : this.operatorAccess.leave(ctx, operatorAccessId);
  }

  /**
   * Signs in a person for whom somebody else has vouched: the licensee, by a link or a token. Part of the caller's transaction, which undoes what was used up.
   * @throws NotFound, AccountFrozen, InvalidCredentials (a closed account, or staff), SwitchedOff, WrongFace
   */
  async admitVouched(
    tx: Tx,
    personId: string,
    { face, installation, phone, ...session }: Traits & { face?: Face; expiresAt?: Date; isBounded?: boolean },
  ): Promise<SignedInResponse> {
    const person = await lockOne(tx, Person, personId);
    // Nobody vouches for staff.
    if (person.status === 'closed' || faceOf(person.role) === 'admin' || faceOf(person.role) === 'ops')
      throw new InvalidCredentials();
    if (person.status === 'frozen') throw new AccountFrozen();
    if (face !== undefined && faceOf(person.role) !== face) throw new WrongFace(faceOf(person.role));
    await this.licensees.assertSignInsOn(tx);
    return this.letIn(tx, person, 'signed_in', traitsOf({ installation, phone }), session);
  }

  private async welcome(
    tx: Tx,
    prepared: HashedPerson,
    { referralCode, installation }: { referralCode?: string; installation?: string },
  ): Promise<SignedInResponse | undefined> {
    await this.licensees.assertOpen(tx, 'signUps'); // closed while the password was hashed
    await this.persons.assertRoomForUser(tx);
    const person = await this.persons.addIfNew(tx, prepared);
    if (!person) return undefined;
    await this.outbox.add(tx, PersonSignedUp, { personId: person.id, role: person.role });
    if (referralCode !== undefined)
      for (const one of instancesOf(this.discovery, Arrivals))
        await one.arrived(tx, { personId: person.id, referralCode });
    return this.letIn(tx, person, 'signed_up', traitsOf({ installation }));
  }

  private async admit(
    ctx: Context,
    person: Person | null,
    { password, face, installation }: { password: string; face?: Face; installation?: string },
  ): Promise<SignedInResponse> {
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
    // Told, like "frozen", only to who knows the password.
    if (face !== undefined && faceOf(person.role) !== face) throw new WrongFace(faceOf(person.role));
    const renewed = this.hasher.isOutdated(person.passwordHash) ? await this.hasher.hash(password) : undefined;
    return this.db.transaction(ctx, async (tx) => {
      const current = await lockOne(tx, Person, person.id);
      // Frozen, or given another password, while this one was being hashed.
      if (current.status !== 'active' || current.passwordHash !== person.passwordHash) throw new InvalidCredentials();
      if (!(STAFF as readonly string[]).includes(current.role)) await this.licensees.assertSignInsOn(tx);
      if (renewed !== undefined) {
        await tx.update(Person, { licenseeId: ctx.licenseeId, id: person.id }, { passwordHash: renewed });
      }
      return this.letIn(tx, current, 'signed_in', traitsOf({ installation }));
    });
  }

  private async letIn(
    tx: Tx,
    person: Person,
    outcome: SignInOutcome,
    traits: Traits,
    session?: { expiresAt?: Date; isBounded?: boolean },
  ): Promise<SignedInResponse> {
    await recordSignIn(tx, person.id, outcome);
    if (outcome === 'signed_in' && (await this.sessions.isNewDevice(tx, person.id)))
      await this.outbox.add(tx, SignedInOnNewDevice, {
        personId: person.id,
        ...originOf(tx.ctx),
      });
    if (person.role === 'end_user')
      for (const one of instancesOf(this.discovery, Admissions)) await one.admitted(tx, person.id, traits);
    return { ...(await this.sessions.open(tx, person, session)), person: personView(person) };
  }

  private findByEmail(tx: Tx, email: string): Promise<Person | null> {
    // The operator's stand-in has a code and no password.
    return tx.findOneBy(Person, { licenseeId: tx.ctx.licenseeId, email, operatorAccessId: IsNull() });
  }
}

/** Without what is not known. */
const traitsOf = ({
  installation,
  phone,
}: {
  installation?: string | undefined;
  phone?: string | undefined;
}): Traits => ({
  ...(installation !== undefined && { installation }),
  ...(phone !== undefined && { phone }),
});

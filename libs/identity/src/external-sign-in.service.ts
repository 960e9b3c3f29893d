import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { type Context, Db, ExternalIdTaken, Outbox, type Tx, claimExternalId, rowsOf } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import type { SignedInResponse } from './auth.dto.js';
import { AuthService } from './auth.service.js';
import { type ExternalClaims, judgeToken, kidOf } from './external-token.js';
import { UserCreated } from './identity.events.js';
import { AdultAttestationRequired, ExternalTokenRefused } from './identity.problems.js';
import { noMailAddress } from './mail-address.js';
import { Person } from './person.entity.js';
import { type HashedPerson, PersonsService } from './persons.service.js';
import { SignInKey } from './sign-in-key.entity.js';
import { type ExternalSignIn, audienceOf } from './sign-in-keys.dto.js';

/**
 * Lets a licensee's own user in by a token that the licensee signed, without a second registration (features.md C15). The user is found by the licensee's
 * name for them and by nothing else: an e-mail address that has an account already stays with that account.
 */
@Injectable()
export class ExternalSignInService {
  constructor(
    private readonly db: Db,
    private readonly auth: AuthService,
    private readonly persons: PersonsService,
    private readonly licensees: LicenseesService,
    private readonly outbox: Outbox,
  ) {}

  /**
   * @throws ExternalTokenRefused, AdultAttestationRequired, EmailTaken, AccountFrozen, InvalidCredentials, WrongFace, LicenseeSuspended, NotOpenYet, SwitchedOff, LimitReached, RateLimited
   */
  async signIn(ctx: Context, { token, face, installation }: ExternalSignIn): Promise<SignedInResponse> {
    const { key, claims, known } = await this.db.read(ctx, async (tx) => {
      const found = await this.keyOf(tx, kidOf(token));
      const judged = judgeToken(token, found, { audience: audienceOf(ctx), now: tx.now });
      if (typeof judged === 'string') throw new ExternalTokenRefused(judged);
      return { key: found, claims: judged, known: await this.find(tx, judged.externalId) };
    });
    const prepared = known ? undefined : await this.prepare(claims);
    return this.db.transaction(ctx, async (tx) => {
      await this.keyOf(tx, key.kid); // revoked in between
      await this.useUp(tx, claims);
      const person = (await this.find(tx, claims.externalId)) ?? (await this.welcome(tx, claims, prepared));
      return this.auth.admitVouched(tx, person.id, {
        ...(face !== undefined && { face }),
        ...(installation !== undefined && { installation }),
        ...(claims.phone !== undefined && { phone: claims.phone }),
      });
    });
  }

  private async keyOf(tx: Tx, kid: string | undefined): Promise<SignInKey> {
    if (kid === undefined) throw new ExternalTokenRefused('malformed');
    const key = await tx.findOneBy(SignInKey, { licenseeId: tx.ctx.licenseeId, kid, revokedAt: IsNull() });
    if (!key) throw new ExternalTokenRefused('unknown_key');
    return key;
  }

  /** A token lets in once. Of two that come at the same time one waits for the other, and finds it used. */
  private async useUp(tx: Tx, { issuer, jti, expiresAt }: ExternalClaims): Promise<void> {
    const { licenseeId } = tx.ctx;
    await rowsOf(tx, 'delete from app.sign_in_token where licensee_id = $1 and expires_at < $2', [licenseeId, tx.now]);
    const used = await rowsOf(
      tx,
      `insert into app.sign_in_token (licensee_id, issuer, jti, expires_at) values ($1, $2, $3, $4) on conflict do nothing returning 1 as used`,
      [licenseeId, issuer, jti, expiresAt],
    );
    if (used.length === 0) throw new ExternalTokenRefused('used');
  }

  private prepare({ externalId, name, email, locale, adult }: ExternalClaims): Promise<HashedPerson> {
    if (!adult) throw new AdultAttestationRequired();
    return this.persons.prepareWithoutPassword({
      role: 'end_user',
      email: email ?? noMailAddress(),
      displayName: name ?? externalId.slice(0, 80),
      adult,
      externalId,
      ...(locale === undefined ? {} : { locale }),
    });
  }

  private async welcome(tx: Tx, claims: ExternalClaims, prepared: HashedPerson | undefined): Promise<Person> {
    await this.licensees.assertOpen(tx, 'signUps');
    await this.persons.assertRoomForUser(tx);
    try {
      await claimExternalId(tx, 'person', claims.externalId);
    } catch (error) {
      // Another token of the same user was a moment faster.
      const person = error instanceof ExternalIdTaken ? await this.find(tx, claims.externalId) : null;
      if (person) return person;
      throw error;
    }
    // Prepared unless the user lost the name between the two transactions.
    const person = await this.persons.add(tx, prepared ?? (await this.prepare(claims)));
    await this.outbox.add(tx, UserCreated, {
      personId: person.id,
      externalId: person.externalId,
      metadata: person.metadata,
    });
    return person;
  }

  private find(tx: Tx, externalId: string): Promise<Person | null> {
    return tx.findOneBy(Person, { licenseeId: tx.ctx.licenseeId, externalId, role: 'end_user' });
  }
}

import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import {
  type Context,
  Db,
  InvalidRequest,
  Outbox,
  type Page,
  lockOne,
  newId,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
  wholeList,
} from '@app/kernel';
import { algorithmOf, publicPart } from './external-token.js';
import { SignInKeyAdded, SignInKeyRevoked } from './identity.events.js';
import { TooManySignInKeys } from './identity.problems.js';
import { SignInKey } from './sign-in-key.entity.js';
import { type AddSignInKey, type SignInKeyView, signInKeyView } from './sign-in-keys.dto.js';

const MOST = 10;
const LISTED = 100;

/** Public keys with which a licensee vouches for its own users (features.md C15). */
@Injectable()
export class SignInKeysService {
  constructor(
    private readonly db: Db,
    private readonly outbox: Outbox,
  ) {}

  /** Those that work and the newest of the others. */
  async list(ctx: Context): Promise<Page<SignInKeyView>> {
    const keys = await this.db.read(ctx, (tx) =>
      tx.find(SignInKey, { where: { licenseeId: ctx.licenseeId }, order: { id: 'DESC' }, take: LISTED }),
    );
    return wholeList(keys.map(signInKeyView));
  }

  /** @throws InvalidRequest, SignInKeyExists, TooManySignInKeys */
  add(ctx: Context, { name, issuer, kid, jwk }: AddSignInKey): Promise<SignInKeyView> {
    if ('d' in jwk || 'k' in jwk)
      throw new InvalidRequest([
        { pointer: '/jwk', detail: 'holds a private key: make a new pair and send the public half' },
      ]);
    const algorithm = algorithmOf(jwk);
    if (algorithm === undefined)
      throw new InvalidRequest([{ pointer: '/jwk', detail: 'must be a public key of Ed25519, P-256 or RSA' }]);
    return this.db.transaction(ctx, async (tx) => {
      await rowsOf(tx, `select pg_advisory_xact_lock(hashtextextended('sign-in keys:' || $1, 0))`, [ctx.licenseeId]);
      if ((await tx.countBy(SignInKey, { licenseeId: ctx.licenseeId, revokedAt: IsNull() })) >= MOST)
        throw new TooManySignInKeys(MOST);
      const key: SignInKey = {
        licenseeId: ctx.licenseeId,
        id: newId(),
        name,
        issuer,
        kid,
        algorithm,
        jwk: publicPart(jwk),
        createdBy: personOf(ctx).personId,
        createdAt: tx.now,
        revokedAt: null,
      };
      await tx.insert(SignInKey, key);
      await recordAudit(tx, {
        action: 'sign_in_key.added',
        subject: { kind: 'sign_in_key', id: publicId('signInKey', key.id) },
        after: { name, issuer, kid, algorithm },
      });
      await this.outbox.add(tx, SignInKeyAdded, { signInKeyId: key.id, name, personId: key.createdBy });
      return signInKeyView(key);
    });
  }

  /** From now on its tokens let nobody in; whoever is in stays. Repeating it changes nothing. @throws NotFound */
  revoke(ctx: Context, id: string): Promise<SignInKeyView> {
    return this.db.transaction(ctx, async (tx) => {
      const key = await lockOne(tx, SignInKey, id);
      if (key.revokedAt !== null) return signInKeyView(key);
      await tx.update(SignInKey, { licenseeId: ctx.licenseeId, id }, { revokedAt: tx.now });
      await recordAudit(tx, {
        action: 'sign_in_key.revoked',
        subject: { kind: 'sign_in_key', id: publicId('signInKey', id) },
        after: { name: key.name, kid: key.kid },
      });
      await this.outbox.add(tx, SignInKeyRevoked, {
        signInKeyId: id,
        name: key.name,
        personId: personOf(ctx).personId,
      });
      return signInKeyView({ ...key, revokedAt: tx.now });
    });
  }
}

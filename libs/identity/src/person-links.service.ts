import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Tx, addSeconds, newId, rowsOf } from '@app/kernel';
import { InvalidLink } from './identity.problems.js';
import { type LinkPurpose, PersonLink } from './person-link.entity.js';

const LIFE_SECONDS: Readonly<Record<LinkPurpose, number>> = {
  verify_email: 7 * 86_400,
  reset_password: 3_600,
  marketing: 7 * 86_400,
};

const hashOf = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest();

/** Links that are mailed to people: who opens one reads the mail of that address. */
@Injectable()
export class PersonLinksService {
  /** A token for a new link. It takes the place of those before it: only the newest mail works. */
  async mint(tx: Tx, personId: string, purpose: LinkPurpose, lifeSeconds = LIFE_SECONDS[purpose]): Promise<string> {
    const { licenseeId } = tx.ctx;
    await tx.delete(PersonLink, { licenseeId, personId, purpose });
    const token = randomBytes(32).toString('base64url');
    await tx.insert(PersonLink, {
      licenseeId,
      id: newId(),
      personId,
      purpose,
      tokenHash: hashOf(token),
      createdAt: tx.now,
      expiresAt: addSeconds(tx.now, lifeSeconds),
      usedAt: null,
    });
    return token;
  }

  /** Whose link this is, without using it up. @throws InvalidLink */
  async holderOf(tx: Tx, token: string, purpose: LinkPurpose): Promise<string> {
    const [row] = await rowsOf<{ person_id: string }>(
      tx,
      `select person_id from app.person_link where licensee_id = $1 and token_hash = $2 and purpose = $3 and used_at is null and expires_at > $4`,
      [tx.ctx.licenseeId, hashOf(token), purpose, tx.now],
    );
    if (!row) throw new InvalidLink();
    return row.person_id;
  }

  /** Uses a link up; of two who open it at once, one does. @returns the person @throws InvalidLink */
  async spend(tx: Tx, token: string, purpose: LinkPurpose): Promise<string> {
    const [row] = await rowsOf<{ person_id: string }>(
      tx,
      `update app.person_link set used_at = $4 where licensee_id = $1 and token_hash = $2 and purpose = $3 and used_at is null and expires_at > $4 returning person_id`,
      [tx.ctx.licenseeId, hashOf(token), purpose, tx.now],
    );
    if (!row) throw new InvalidLink();
    return row.person_id;
  }
}

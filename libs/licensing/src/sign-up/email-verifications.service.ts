import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  NotFound,
  type Tx,
  addSeconds,
  log,
  newId,
  publicId,
  publicUrl,
  recordAudit,
  recordOperatorAudit,
  rowsOf,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { OperatorTenant } from '../operator-tenant.js';
import { EmailVerification } from './email-verification.entity.js';
import { InvalidVerification } from './sign-up.problems.js';
import type { VerificationLink, VerifyEmail } from './sign-up.dto.js';

const LINK_SECONDS = 7 * 86_400;

const hashOf = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest();

/** Proof that the owner reads the e-mail of the sign-up [A1]. The platform sends no mail yet: the operator hands the link on. */
@Injectable()
export class EmailVerificationsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly operator: OperatorTenant,
  ) {}

  /** A new link; earlier ones work until they expire. On a developer's machine it stands in the log. @returns its address, which is stored nowhere */
  async ask(tx: Tx, personId: string, email: string): Promise<VerificationLink> {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = addSeconds(tx.now, LINK_SECONDS);
    await tx.insert(EmailVerification, {
      licenseeId: tx.ctx.licenseeId,
      id: newId(),
      personId,
      email,
      tokenHash: hashOf(token),
      createdAt: tx.now,
      expiresAt,
    });
    const url = `${publicUrl(this.config, await this.licensees.primaryHostOf(tx))}/admin/verify-email#token=${token}`;
    if (this.config.NODE_ENV === 'development') log.info({ url }, 'a link that verifies an e-mail address');
    return { url, expiresAt: expiresAt.toISOString() };
  }

  /** Another link for the owner who signed up, for the operator to hand on. @throws NotFound when there is nothing to verify */
  async askAgain(ctx: Context, licenseeId: string): Promise<VerificationLink> {
    const operatorId = await this.operator.id();
    return this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      const [last] = await tx.find(EmailVerification, { where: { licenseeId }, order: { id: 'DESC' }, take: 1 });
      if (!last || (await this.isVerified(tx))) throw new NotFound();
      const link = await this.ask(tx, last.personId, last.email);
      await recordOperatorAudit(tx, operatorId, {
        action: 'email.link_made',
        subject: { kind: 'person', id: publicId('person', last.personId) },
      });
      return link;
    });
  }

  /** @throws InvalidVerification */
  verify(ctx: Context, { token }: VerifyEmail): Promise<void> {
    return this.db.transaction(ctx, async (tx) => {
      const [row] = await rowsOf<{ person_id: string }>(
        tx,
        `update app.email_verification set verified_at = coalesce(verified_at, $3) where licensee_id = $1 and token_hash = $2 and expires_at > $3 returning person_id`,
        [ctx.licenseeId, hashOf(token), tx.now],
      );
      if (!row) throw new InvalidVerification();
      await recordAudit(tx, {
        action: 'email.verified',
        subject: { kind: 'person', id: publicId('person', row.person_id) },
      });
    });
  }

  /** True also where nobody had to: the operator made the licensee. */
  async isVerified(tx: Tx): Promise<boolean> {
    const [row] = await rowsOf<{ asked: boolean; verified: boolean }>(
      tx,
      `select count(*) > 0 as asked, count(verified_at) > 0 as verified from app.email_verification where licensee_id = $1`,
      [tx.ctx.licenseeId],
    );
    return row!.verified || !row!.asked;
  }
}

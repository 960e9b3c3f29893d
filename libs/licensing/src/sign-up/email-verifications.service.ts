import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  NotFound,
  Outbox,
  type Tx,
  addSeconds,
  newId,
  publicId,
  publicUrl,
  recordAudit,
  recordOperatorAudit,
  rowsOf,
} from '@app/kernel';
import { IsNull } from 'typeorm';
import { LicenseesService } from '@app/licensees';
import { EmailVerificationAsked } from '../licensing.events.js';
import { OperatorTenant } from '../operator-tenant.js';
import { EmailVerification } from './email-verification.entity.js';
import { InvalidVerification } from './sign-up.problems.js';
import type { VerificationLink, VerifyEmail } from './sign-up.dto.js';

const LINK_SECONDS = 7 * 86_400;

const hashOf = (token: string): Buffer => createHash('sha256').update(token, 'utf8').digest();

/** Proof that the owner reads the e-mail of the sign-up [A1]. `notifications` mails the link; the operator can hand one on where mail does not arrive. */
@Injectable()
export class EmailVerificationsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly operator: OperatorTenant,
    private readonly outbox: Outbox,
  ) {}

  /** Wants the address proved; the link is made when the mail is written. */
  async ask(tx: Tx, personId: string, email: string): Promise<void> {
    const { id } = await this.insert(tx, personId, email);
    await this.outbox.add(tx, EmailVerificationAsked, { verificationId: id, personId });
  }

  /** The token of a link that was asked for, anew: the one before it does not work any more. @returns undefined when the address is verified */
  async renew(tx: Tx, id: string): Promise<string | undefined> {
    const token = randomBytes(32).toString('base64url');
    const { affected } = await tx.update(
      EmailVerification,
      { licenseeId: tx.ctx.licenseeId, id, verifiedAt: IsNull() },
      { tokenHash: hashOf(token), expiresAt: addSeconds(tx.now, LINK_SECONDS) },
    );
    return affected === 1 && !(await this.isVerified(tx)) ? token : undefined;
  }

  /** Mails another link to the owner who signed up; nothing when the address is verified. */
  mailAgain(ctx: Context): Promise<void> {
    return this.db.transaction(ctx, async (tx) => {
      const last = await this.last(tx);
      if (last && !(await this.isVerified(tx))) await this.ask(tx, last.personId, last.email);
    });
  }

  /** Another link for the owner who signed up, for the operator to hand on. @throws NotFound when there is nothing to verify */
  async askAgain(ctx: Context, licenseeId: string): Promise<VerificationLink> {
    const operatorId = await this.operator.id();
    return this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      const last = await this.last(tx);
      if (!last || (await this.isVerified(tx))) throw new NotFound();
      const { token, expiresAt } = await this.insert(tx, last.personId, last.email);
      const host = await this.licensees.primaryHostOf(tx);
      await recordOperatorAudit(tx, operatorId, {
        action: 'email.link_made',
        subject: { kind: 'person', id: publicId('person', last.personId) },
      });
      return {
        url: `${publicUrl(this.config, host)}/admin/verify-email#token=${token}`,
        expiresAt: expiresAt.toISOString(),
      };
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

  private async last(tx: Tx): Promise<EmailVerification | undefined> {
    const where = { licenseeId: tx.ctx.licenseeId };
    const [last] = await tx.find(EmailVerification, { where, order: { id: 'DESC' }, take: 1 });
    return last;
  }

  /** A new link; earlier ones work until they expire. The token is stored nowhere. */
  private async insert(
    tx: Tx,
    personId: string,
    email: string,
  ): Promise<{ id: string; token: string; expiresAt: Date }> {
    const token = randomBytes(32).toString('base64url');
    const made = { id: newId(), expiresAt: addSeconds(tx.now, LINK_SECONDS) };
    await tx.insert(EmailVerification, {
      licenseeId: tx.ctx.licenseeId,
      personId,
      email,
      tokenHash: hashOf(token),
      createdAt: tx.now,
      ...made,
    });
    return { ...made, token };
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

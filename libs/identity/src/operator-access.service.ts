import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  Jobs,
  type Page,
  type PageQuery,
  type PersonActor,
  Task,
  type Tx,
  UUID_PATTERN,
  addSeconds,
  cursorPosition,
  lockOne,
  newId,
  page,
  personOf,
  publicId,
  publicUrl,
  recordAudit,
  recordOperatorAudit,
  rowsOf,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import type { SignedInResponse } from './auth.dto.js';
import { InvalidAccessCode } from './identity.problems.js';
import {
  type AccessOfferResponse,
  type OperatorAccessBanner,
  type OperatorAccessResponse,
  type RequestAccessRequest,
  type StartAccessRequest,
  operatorAccessView,
} from './operator-access.dto.js';
import { OperatorAccess } from './operator-access.entity.js';
import { PasswordHasher } from './password-hasher.service.js';
import { Person } from './person.entity.js';
import { personView } from './persons.dto.js';
import { SessionsService } from './sessions.service.js';
import { recordSignIn } from './sign-in.queries.js';

const CODE_SECONDS = 60;
const END_TASK = 'identity.end_operator_access';

/**
 * Lets the operator into a tenant for some minutes. Inside they are a stand-in of that access, a person with the role `admin` whom no list shows and no
 * password lets in, so that every rule of roles and every line of the audit log holds for them as for anybody.
 */
@Injectable()
export class OperatorAccessService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly db: Db,
    private readonly jobs: Jobs,
    private readonly hasher: PasswordHasher,
    private readonly licensees: LicenseesService,
    private readonly sessions: SessionsService,
  ) {}

  /** Asked for on the operator's own host; both audit logs know of it. @throws NotFound */
  async request(
    ctx: Context,
    licenseeId: string,
    { reason, minutes }: RequestAccessRequest,
  ): Promise<AccessOfferResponse> {
    const { personId } = personOf(ctx);
    const { displayName } = await this.db.read(ctx, (tx) =>
      tx.findOneByOrFail(Person, { licenseeId: ctx.licenseeId, id: personId }),
    );
    const code = randomBytes(32).toString('base64url');
    return this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      await this.licensees.operatedLicensee(tx);
      const id = newId();
      const expiresAt = addSeconds(tx.now, minutes * 60);
      await tx.insert(OperatorAccess, {
        licenseeId,
        id,
        operatorId: personId,
        operatorName: displayName,
        reason,
        minutes,
        codeHash: hashOf(code),
        codeExpiresAt: addSeconds(tx.now, CODE_SECONDS),
        requestedAt: tx.now,
        expiresAt,
      });
      await recordOperatorAudit(tx, ctx.licenseeId, {
        action: 'operator.access_requested',
        subject: { kind: 'licensee', id: publicId('licensee', licenseeId) },
        after: { access: publicId('operatorAccess', id), operator: displayName, minutes },
        reason,
      });
      const host = await this.licensees.primaryHostOf(tx);
      return { url: `${publicUrl(this.config, host)}/admin/#access=${code}`, expiresAt: expiresAt.toISOString() };
    });
  }

  /** Signs the operator in on the tenant's host. The code works once, whoever sends it first. @throws InvalidAccessCode */
  async start(ctx: Context, { code }: StartAccessRequest): Promise<SignedInResponse> {
    // Nobody ever knew the password of this hash.
    const passwordHash = await this.hasher.hash(randomBytes(32).toString('base64url'));
    return this.db.transaction(ctx, async (tx) => {
      const [used] = await rowsOf<{ id: string }>(
        tx,
        `update app.operator_access set started_at = $3
          where licensee_id = $1 and code_hash = $2 and started_at is null and ended_at is null and code_expires_at > $3 returning id`,
        [ctx.licenseeId, hashOf(code), tx.now],
      );
      if (!used) throw new InvalidAccessCode();
      const access = await tx.findOneByOrFail(OperatorAccess, { licenseeId: ctx.licenseeId, id: used.id });
      const person = await this.addStandIn(tx, access, passwordHash);
      const sessionId = newId();
      const tokens = await this.sessions.open(tx, person, { id: sessionId, expiresAt: access.expiresAt });
      await recordSignIn(tx, person.id, 'signed_in');
      const actor: PersonActor = {
        kind: 'person',
        personId: person.id,
        sessionId,
        role: person.role,
        operatorAccessId: access.id,
      };
      await recordAudit(
        tx,
        {
          action: 'operator.access_started',
          subject: subjectOf(access),
          after: { operator: access.operatorName, minutes: access.minutes },
          reason: access.reason,
        },
        actor,
      );
      await this.jobs.add(tx, END_TASK, { accessId: access.id }, { runAt: access.expiresAt });
      return { ...tokens, person: personView(person) };
    });
  }

  /** Every access of the operator to this tenant, newest first. */
  list(ctx: Context, { cursor, limit }: PageQuery): Promise<Page<OperatorAccessResponse>> {
    const after = cursorPosition(cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const rows = await tx.find(OperatorAccess, {
        where: { licenseeId: ctx.licenseeId, ...(after === undefined ? {} : { id: LessThan(after) }) },
        order: { id: 'DESC' },
        take: limit + 1,
      });
      return page(
        rows,
        limit,
        (access) => [access.id],
        (access) => operatorAccessView(access, tx.now),
      );
    });
  }

  /** The tenant shows the operator out; a code that was not used yet is void. Repeating it changes nothing. @throws NotFound */
  end(ctx: Context, id: string): Promise<OperatorAccessResponse> {
    return this.db.transaction(ctx, async (tx) => operatorAccessView(await this.finish(tx, id), tx.now));
  }

  /** The operator leaves before the time is over. */
  async leave(ctx: Context, accessId: string): Promise<void> {
    await this.db.transaction(ctx, (tx) => this.finish(tx, accessId));
  }

  /** The session ends by itself at the same moment; this writes it down. */
  @Task(END_TASK)
  async endExpired(ctx: Context, { accessId }: { accessId: string }): Promise<void> {
    await this.db.transaction(ctx, (tx) => this.finish(tx, accessId));
  }

  /** What the banner says to who is here by an access. */
  async bannerOf(tx: Tx): Promise<OperatorAccessBanner | null> {
    const { operatorAccessId } = personOf(tx.ctx);
    if (operatorAccessId === undefined) return null;
    const { reason, expiresAt } = await tx.findOneByOrFail(OperatorAccess, {
      licenseeId: tx.ctx.licenseeId,
      id: operatorAccessId,
    });
    return { reason, expiresAt: expiresAt.toISOString() };
  }

  private async finish(tx: Tx, id: string): Promise<OperatorAccess> {
    const access = await lockOne(tx, OperatorAccess, id);
    if (access.endedAt !== null) return access;
    const { licenseeId } = access;
    await tx.update(OperatorAccess, { licenseeId, id }, { endedAt: tx.now });
    const standIn = await tx.findOneBy(Person, { licenseeId, operatorAccessId: id });
    if (standIn) {
      await tx.update(Person, { licenseeId, id: standIn.id }, { status: 'closed' });
      await this.sessions.revokeAllOf(tx, standIn.id, 'access_ended');
    }
    await recordAudit(tx, {
      action: 'operator.access_ended',
      subject: subjectOf(access),
      after: { operator: access.operatorName },
    });
    return lockOne(tx, OperatorAccess, id);
  }

  private async addStandIn(tx: Tx, access: OperatorAccess, passwordHash: string): Promise<Person> {
    const id = newId();
    await tx.insert(Person, {
      licenseeId: access.licenseeId,
      id,
      role: 'admin',
      email: `${publicId('operatorAccess', access.id)}@operator.invalid`,
      passwordHash,
      displayName: 'Operator',
      locale: tx.ctx.locale,
      status: 'active',
      adultAttestedAt: null,
      createdAt: tx.now,
      operatorAccessId: access.id,
    });
    return tx.findOneByOrFail(Person, { licenseeId: access.licenseeId, id });
  }
}

const hashOf = (code: string): Buffer => createHash('sha256').update(code).digest();

const subjectOf = (access: OperatorAccess): { kind: string; id: string } => ({
  kind: 'operator_access',
  id: publicId('operatorAccess', access.id),
});

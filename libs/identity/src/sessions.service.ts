import { timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { IsNull, MoreThan, Not } from 'typeorm';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  NotFound,
  type Page,
  type PersonActor,
  type Tx,
  addSeconds,
  lockOne,
  newId,
  page,
  personOf,
  publicId,
  rowsOf,
} from '@app/kernel';
import { type AccessClaims, ACCESS_TOKEN_SECONDS, AccessTokens } from './access-tokens.service.js';
import type { TokensResponse } from './auth.dto.js';
import { deviceLabel } from './device-label.js';
import { type Face, faceOf } from './face.js';
import { InvalidRefreshToken, WrongFace } from './identity.problems.js';
import { Person } from './person.entity.js';
import { judgeRefresh, readRefreshToken, refreshTokenHash, writeRefreshToken } from './refresh-token.js';
import { type RevokedReason, SESSION_SECONDS, Session } from './session.entity.js';
import type { SessionResponse } from './sessions.dto.js';
import { recordSignIn } from './sign-in.queries.js';

const MAX_LISTED = 100;

/** A person whose token was checked against the database. */
export interface Bearer {
  readonly actor: PersonActor;
  readonly locale: string;
}

@Injectable()
export class SessionsService {
  constructor(
    private readonly db: Db,
    private readonly tokens: AccessTokens,
    @Inject(CONFIG) private readonly config: Pick<Config, 'REFRESH_SECRET'>,
  ) {}

  /** Starts a session and gives out its first tokens. The caller has proved who the person is and holds the lock of the row. */
  async open(
    tx: Tx,
    person: Person,
    { id = newId(), expiresAt = addSeconds(tx.now, SESSION_SECONDS) }: { id?: string; expiresAt?: Date } = {},
  ): Promise<TokensResponse> {
    const refreshToken = this.refreshToken(tx.ctx, id, 0);
    await tx.insert(Session, {
      licenseeId: tx.ctx.licenseeId,
      id,
      personId: person.id,
      refreshCounter: 0,
      refreshHash: refreshTokenHash(refreshToken),
      rotatedAt: tx.now,
      ip: tx.ctx.ip,
      userAgent: tx.ctx.userAgent,
      createdAt: tx.now,
      lastUsedAt: tx.now,
      expiresAt,
    });
    return this.answer(person, id, refreshToken);
  }

  /**
   * New tokens for a refresh token. The row lock puts parallel refreshes in line: the first rotates, the others get its result. A token that was
   * rotated away earlier ends the whole session: either the thief or the owner has a stale copy, and nobody can tell which.
   * With a face, the person must belong there.
   * @throws InvalidRefreshToken, WrongFace
   */
  async refresh(ctx: Context, text: string, face?: Face): Promise<TokensResponse> {
    const token = readRefreshToken(this.config.REFRESH_SECRET, ctx.licenseeId, text);
    if (!token) throw new InvalidRefreshToken();
    const answer = await this.db.transaction(ctx, async (tx) => {
      const session = await lockOne(tx, Session, token.sessionId).catch(refuseMissing);
      const person = await tx.findOneBy(Person, { licenseeId: ctx.licenseeId, id: session.personId, status: 'active' });
      if (!session.isOpen(tx.now) || !person) return undefined;
      if (face !== undefined && faceOf(person.role) !== face) throw new WrongFace(faceOf(person.role));
      const verdict = judgeRefresh(token.counter, session, tx.now);
      if (verdict === 'reuse') {
        await this.revoke(tx, { id: session.id }, 'reuse');
        await recordSignIn(tx, person.id, 'reuse_detected');
        return undefined; // commits: the refusal must not undo the revocation
      }
      if (verdict === 'unknown') return undefined;
      if (verdict === 'rotate' && !timingSafeEqual(refreshTokenHash(text), session.refreshHash)) return undefined;
      const counter = session.refreshCounter + (verdict === 'rotate' ? 1 : 0);
      const refreshToken = this.refreshToken(ctx, session.id, counter);
      if (verdict === 'rotate') await this.rotate(tx, session, counter, refreshToken, endOf(person, session, tx.now));
      return this.answer(person, session.id, refreshToken);
    });
    if (!answer) throw new InvalidRefreshToken();
    return answer;
  }

  /** The person behind verified claims, or undefined when the session has ended or the person may not act. */
  bearerOf(ctx: Context, claims: AccessClaims): Promise<Bearer | undefined> {
    return this.db.read(ctx, async (tx) => {
      const person = await tx
        .createQueryBuilder(Person, 'person')
        .innerJoin(Session, 'session', 'session.licenseeId = person.licenseeId and session.personId = person.id')
        .where('person.licenseeId = :licenseeId and person.id = :personId and person.status = :active', {
          licenseeId: ctx.licenseeId,
          personId: claims.personId,
          active: 'active',
        })
        .andWhere('session.id = :sessionId and session.revokedAt is null and session.expiresAt > :now', {
          sessionId: claims.sessionId,
          now: tx.now,
        })
        .getOne();
      return person
        ? {
            actor: {
              kind: 'person',
              personId: person.id,
              sessionId: claims.sessionId,
              role: person.role,
              ...(person.operatorAccessId === null ? {} : { operatorAccessId: person.operatorAccessId }),
            },
            locale: person.locale,
          }
        : undefined;
    });
  }

  /** Has the person been here before, but never with a browser or app like this one? The first time is no surprise. */
  async isNewDevice(tx: Tx, personId: string): Promise<boolean> {
    const before = await rowsOf<{ user_agent: string | null }>(
      tx,
      'select distinct user_agent from app.session where licensee_id = $1 and person_id = $2 limit 200',
      [tx.ctx.licenseeId, personId],
    );
    // By its name and not by its version, which changes every month.
    const own = deviceLabel(tx.ctx.userAgent);
    return before.length > 0 && before.every((row) => deviceLabel(row.user_agent) !== own);
  }

  /** The open sessions of the caller, newest first. */
  list(ctx: Context): Promise<Page<SessionResponse>> {
    const { personId, sessionId } = personOf(ctx);
    return this.db.read(ctx, async (tx) => {
      const open = await tx.find(Session, {
        where: { licenseeId: ctx.licenseeId, personId, revokedAt: IsNull(), expiresAt: MoreThan(tx.now) },
        order: { id: 'DESC' },
        take: MAX_LISTED,
      });
      return page(
        open,
        MAX_LISTED,
        (session) => [session.id],
        (session) => ({
          id: publicId('session', session.id),
          current: session.id === sessionId,
          device: deviceLabel(session.userAgent),
          ip: session.ip,
          userAgent: session.userAgent,
          createdAt: session.createdAt.toISOString(),
          lastUsedAt: session.lastUsedAt.toISOString(),
          expiresAt: session.expiresAt.toISOString(),
        }),
      );
    });
  }

  /** Ends one session of the caller. @throws NotFound for another person's, as for none. */
  async end(ctx: Context, id: string): Promise<void> {
    const ended = await this.db.transaction(ctx, (tx) =>
      this.revoke(tx, { id, personId: personOf(ctx).personId }, 'revoked'),
    );
    if (ended === 0) throw new NotFound();
  }

  /** Ends all sessions of the caller but this one. */
  async endOthers(ctx: Context): Promise<void> {
    await this.db.transaction(ctx, (tx) => this.revokeOthers(tx, 'revoked'));
  }

  /** Ends the session of this request. */
  async signOut(ctx: Context): Promise<void> {
    await this.db.transaction(ctx, (tx) => this.revoke(tx, { id: personOf(ctx).sessionId }, 'signed_out'));
  }

  /** Ends the caller's sessions except the one of this request. */
  async revokeOthers(tx: Tx, reason: RevokedReason): Promise<void> {
    const { personId, sessionId } = personOf(tx.ctx);
    await this.revoke(tx, { personId, id: Not(sessionId) }, reason);
  }

  /** Ends every session of a person. */
  async revokeAllOf(tx: Tx, personId: string, reason: RevokedReason): Promise<void> {
    await this.revoke(tx, { personId }, reason);
  }

  private async revoke(
    tx: Tx,
    which: { id?: string | ReturnType<typeof Not<string>>; personId?: string },
    reason: RevokedReason,
  ): Promise<number> {
    const { affected } = await tx.update(
      Session,
      { licenseeId: tx.ctx.licenseeId, ...which, revokedAt: IsNull() },
      { revokedAt: tx.now, revokedReason: reason },
    );
    return affected ?? 0;
  }

  private async rotate(tx: Tx, { id }: Session, counter: number, refreshToken: string, expiresAt: Date): Promise<void> {
    await tx.update(
      Session,
      { licenseeId: tx.ctx.licenseeId, id },
      {
        refreshCounter: counter,
        refreshHash: refreshTokenHash(refreshToken),
        rotatedAt: tx.now,
        lastUsedAt: tx.now,
        expiresAt,
      },
    );
  }

  private refreshToken(ctx: Context, sessionId: string, counter: number): string {
    return writeRefreshToken(this.config.REFRESH_SECRET, ctx.licenseeId, { sessionId, counter });
  }

  private answer(person: Person, sessionId: string, refreshToken: string): TokensResponse {
    const accessToken = this.tokens.sign({
      licenseeId: person.licenseeId,
      personId: person.id,
      sessionId,
      role: person.role,
    });
    return { accessToken, tokenType: 'Bearer', expiresInSeconds: ACCESS_TOKEN_SECONDS, refreshToken };
  }
}

/** The operator's access ends when it was said to end. */
const endOf = (person: Person, session: Session, now: Date): Date =>
  person.operatorAccessId === null ? addSeconds(now, SESSION_SECONDS) : session.expiresAt;

function refuseMissing(error: unknown): never {
  throw error instanceof NotFound ? new InvalidRefreshToken() : error;
}

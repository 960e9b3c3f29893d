import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { parseId, publicId } from '@app/kernel';

/**
 * `rt_<session>.<counter>.<mac>`. The MAC makes every token of a session computable by who holds REFRESH_SECRET and by nobody else: a parallel refresh
 * can be given the current token again although the database keeps only its hash, and a forged counter never reaches the database.
 */
export interface RefreshToken {
  readonly sessionId: string;
  readonly counter: number;
}

const FORM = /^rt_(ses_[0-9a-z]{26})\.(0|[1-9]\d{0,8})\.([A-Za-z0-9_-]{43})$/;

const mac = (secret: string, licenseeId: string, token: RefreshToken): Buffer =>
  createHmac('sha256', secret).update(`${licenseeId}|${token.sessionId}|${token.counter}|v1`).digest();

export function writeRefreshToken(secret: string, licenseeId: string, token: RefreshToken): string {
  return `rt_${publicId('session', token.sessionId)}.${token.counter}.${mac(secret, licenseeId, token).toString('base64url')}`;
}

/** What the token says, or undefined when it is not one that we made for this licensee. */
export function readRefreshToken(secret: string, licenseeId: string, text: string): RefreshToken | undefined {
  const [, session, counter, presented] = FORM.exec(text) ?? [];
  if (session === undefined || counter === undefined || presented === undefined) return undefined;
  const sessionId = parseId('session', session);
  if (sessionId === undefined) return undefined;
  const token: RefreshToken = { sessionId, counter: Number.parseInt(counter, 10) };
  return timingSafeEqual(mac(secret, licenseeId, token), Buffer.from(presented, 'base64url')) ? token : undefined;
}

export const refreshTokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Two tabs, or an answer lost on the way: for this long the token before the current one is no sign of theft. */
export const GRACE_SECONDS = 10;

export interface RotationState {
  readonly refreshCounter: number;
  readonly rotatedAt: Date;
}

/**
 * What a token with a valid MAC means for an open session: `rotate`, `repeat` (hand out the current one again), `reuse` (somebody has a copy: end the
 * whole family), or `unknown` (newer than ours: the database was restored from a backup).
 */
export function judgeRefresh(
  counter: number,
  session: RotationState,
  now: Date,
): 'rotate' | 'repeat' | 'reuse' | 'unknown' {
  if (counter === session.refreshCounter) return 'rotate';
  if (counter > session.refreshCounter) return 'unknown';
  const sinceRotationMs = now.getTime() - session.rotatedAt.getTime();
  return counter === session.refreshCounter - 1 && sinceRotationMs <= GRACE_SECONDS * 1000 ? 'repeat' : 'reuse';
}

import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context, RequestWithContext } from '@app/kernel';
import { normalHost } from '@app/licensees';
import type { TokensResponse } from './auth.dto.js';
import { type Face, faceOf } from './face.js';
import { ForeignOrigin } from './identity.problems.js';
import { SESSION_SECONDS } from './session.entity.js';

// `__Host-` binds the cookie to this very host: no sub-domain can plant one, and it cannot be set without Secure and Path=/.
const nameOf = (face: Face): string => `__Host-rt_${face}`;
const OPTIONS: CookieSerializeOptions = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' };

/**
 * The refresh token in a place that no script can read. A browser says its face; the token is then never in a body. Nothing else is read from a cookie
 * anywhere: requests are authorized by the access token in a header, so no page can make a browser act for somebody.
 */
export class RefreshCookie {
  constructor(
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
  ) {}

  read(face: Face | undefined): string | undefined {
    return face && this.request.cookies[nameOf(face)];
  }

  /** Moves the refresh token of an answer into the cookie of the face, when there is one. */
  async keep<T extends TokensResponse>(face: Face | undefined, answer: Promise<T>): Promise<T> {
    const tokens = await answer;
    if (face === undefined || tokens.refreshToken === null) return tokens;
    this.reply.setCookie(nameOf(face), tokens.refreshToken, { ...OPTIONS, maxAge: SESSION_SECONDS });
    return { ...tokens, refreshToken: null };
  }

  /** Forgets the cookie once the session has ended. */
  async drop(ctx: Context, ended: Promise<void>): Promise<void> {
    await ended;
    const name = ctx.actor.kind === 'person' ? nameOf(faceOf(ctx.actor.role)) : undefined;
    if (name !== undefined && this.request.cookies[name] !== undefined) this.reply.clearCookie(name, OPTIONS);
  }
}

/** Injects the {@link RefreshCookie}; a page of another host gets no further than this. @throws ForeignOrigin */
export const Cookie = createParamDecorator((_: unknown, execution: ExecutionContext): RefreshCookie => {
  const request = execution.switchToHttp().getRequest<FastifyRequest & RequestWithContext>();
  const { origin } = request.headers;
  if (origin !== undefined && hostOf(origin) !== request.ctx?.host) throw new ForeignOrigin();
  return new RefreshCookie(request, execution.switchToHttp().getResponse<FastifyReply>());
});

/** Without the port, as a cookie is kept. Undefined for `null` and whatever else names no host. */
const hostOf = (origin: string): string | undefined =>
  URL.canParse(origin) ? normalHost(new URL(origin).hostname) : undefined;

import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import {
  ALLOWED,
  type Audience,
  Forbidden,
  type RequestWithContext,
  Unauthenticated,
  WITHOUT_OPERATOR,
} from '@app/kernel';
import { ACCESS_TOKEN } from './access-token.adapter.js';
import type { AccessClaims } from './access-tokens.service.js';
import { SessionsService } from './sessions.service.js';

class BearerGuard extends AuthGuard(ACCESS_TOKEN) {
  override handleRequest<T>(error: Error | null | undefined, claims: T | false): T {
    // Passport's reason stays here: telling a forger what was wrong helps only the forger.
    if (error) throw error;
    if (!claims) throw new Unauthenticated();
    return claims;
  }
}

/**
 * Runs after the tenant is known. A route that does not say who may call it is closed. Every request with a token asks the database whether the session
 * still stands, so that a revocation is effective at once, and takes the role from there, so that a changed role is too.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly bearer = new BearerGuard();

  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionsService,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const audience = this.reflector.getAllAndOverride<readonly Audience[] | undefined>(ALLOWED, [
      execution.getHandler(),
      execution.getClass(),
    ]);
    if (!audience || audience.length === 0) throw new Forbidden();
    if (audience.includes('public') || audience.includes('signature')) return true;
    const request = execution.switchToHttp().getRequest<RequestWithContext & { user: AccessClaims }>();
    await this.bearer.canActivate(execution);
    const { ctx } = request;
    const bearer = ctx && (await this.sessions.bearerOf(ctx, request.user));
    if (!bearer) throw new Unauthenticated();
    if (!audience.includes(bearer.actor.role)) throw new Forbidden();
    if (bearer.actor.operatorAccessId !== undefined && this.isWithoutOperator(execution))
      throw new Forbidden('The operator may not do this in a tenant.');
    request.ctx = { ...ctx, actor: bearer.actor, locale: bearer.locale };
    return true;
  }

  private isWithoutOperator(execution: ExecutionContext): boolean {
    const targets = [execution.getHandler(), execution.getClass()];
    return this.reflector.getAllAndOverride<boolean | undefined>(WITHOUT_OPERATOR, targets) === true;
  }
}

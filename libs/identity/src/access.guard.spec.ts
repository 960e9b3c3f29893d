import { jest } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { type DiscoveryService, Reflector } from '@nestjs/core';
import { generateKeyPairSync } from 'node:crypto';
import { Allow, type Context, Forbidden, type Role, Unauthenticated, newId, systemContext } from '@app/kernel';
import { AccessGuard } from './access.guard.js';
import { AccessTokenStrategy } from './access-token.adapter.js';
import { AccessTokens } from './access-tokens.service.js';
import type { Bearer, SessionsService } from './sessions.service.js';

class Undeclared {
  none(): void {}
  @Allow() empty(): void {}
  @Allow('public') open(): void {}
  @Allow('signature') webhook(): void {}
  @Allow('owner', 'admin') staff(): void {}
}

@Allow('advisor')
class Declared {
  inherited(): void {}
  @Allow('owner') own(): void {}
}

describe('AccessGuard', () => {
  const AUTH_PRIVATE_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const tokens = new AccessTokens({ AUTH_PRIVATE_KEY, AUTH_RETIRED_PUBLIC_KEYS: '' });
  const ctx = systemContext(newId(), 'spec');
  const bearerOf = jest.fn<SessionsService['bearerOf']>();
  const guard = new AccessGuard(
    new Reflector(),
    { bearerOf } as unknown as SessionsService,
    { getProviders: () => [] } as unknown as DiscoveryService,
  );
  const claims = (role: Role) => ({ licenseeId: ctx.licenseeId, personId: newId(), sessionId: newId(), role });
  const bearer = (role: Role): Bearer => ({
    actor: { kind: 'person', personId: newId(), sessionId: newId(), role },
    locale: 'de',
  });

  // It registers itself with Passport, of which a process has one: an application of another spec may have been there in between.
  beforeAll(() => void new AccessTokenStrategy(tokens));
  beforeEach(() => bearerOf.mockReset());

  async function call(type: new () => object, method: string, token?: string): Promise<Context> {
    const request = { ctx, headers: token === undefined ? {} : { authorization: `Bearer ${token}` } };
    const execution = {
      getClass: () => type,
      getHandler: () => (type.prototype as Record<string, unknown>)[method],
      switchToHttp: () => ({ getRequest: () => request, getResponse: () => ({}) }),
    } as unknown as ExecutionContext;
    expect(await guard.canActivate(execution)).toBe(true);
    return request.ctx;
  }

  it('closes a route that does not say who may call it, also for the owner', async () => {
    bearerOf.mockResolvedValue(bearer('owner'));
    for (const method of ['none', 'empty'])
      await expect(call(Undeclared, method, tokens.sign(claims('owner')))).rejects.toBeInstanceOf(Forbidden);
  });

  it('lets everybody into public routes and webhooks without asking the database', async () => {
    expect((await call(Undeclared, 'open')).actor).toEqual(ctx.actor);
    await call(Undeclared, 'webhook');
    expect(bearerOf).not.toHaveBeenCalled();
  });

  it('wants a token elsewhere, and a session that still stands', async () => {
    await expect(call(Undeclared, 'staff')).rejects.toBeInstanceOf(Unauthenticated);
    await expect(call(Undeclared, 'staff', 'forged')).rejects.toBeInstanceOf(Unauthenticated);
    expect(bearerOf).not.toHaveBeenCalled();
    bearerOf.mockResolvedValue(undefined);
    await expect(call(Undeclared, 'staff', tokens.sign(claims('owner')))).rejects.toBeInstanceOf(Unauthenticated);
  });

  it('takes the role from the database, not from the token', async () => {
    bearerOf.mockResolvedValue(bearer('support'));
    await expect(call(Undeclared, 'staff', tokens.sign(claims('owner')))).rejects.toBeInstanceOf(Forbidden);
    const admin = bearer('admin');
    bearerOf.mockResolvedValue(admin);
    expect(await call(Undeclared, 'staff', tokens.sign(claims('support')))).toMatchObject({
      actor: admin.actor,
      locale: 'de',
    });
  });

  it('lets the handler decide before its class', async () => {
    bearerOf.mockResolvedValue(bearer('advisor'));
    await call(Declared, 'inherited', tokens.sign(claims('advisor')));
    await expect(call(Declared, 'own', tokens.sign(claims('advisor')))).rejects.toBeInstanceOf(Forbidden);
  });
});

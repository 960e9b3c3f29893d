import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import type { RequestWithContext } from '@app/kernel';
import { type AccessClaims, AccessTokens, VERIFY_OPTIONS, claimsOf } from './access-tokens.service.js';

/** Name under which Passport knows the strategy. */
export const ACCESS_TOKEN = 'access-token';

/**
 * Verifies the bearer token of a request: signature by `kid`, algorithm, type, issuer, expiry, and that it was made for the licensee of this host.
 * Passport is one object per process, so this holds no connection; whether the session still stands is asked by `AccessGuard`.
 */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, ACCESS_TOKEN) {
  constructor(tokens: AccessTokens) {
    super({
      ...VERIFY_OPTIONS,
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      passReqToCallback: true,
      secretOrKeyProvider: (_request: unknown, token: string, done: (error: Error | null, key?: string) => void) => {
        const key = tokens.keyFor(token);
        if (key === undefined) done(new Error('not a token of ours'));
        // Parsed once: from a text, `jsonwebtoken` would parse the key for every request. The types of passport-jwt do not know that it takes one.
        else done(null, key as unknown as string);
      },
    });
  }

  validate(request: RequestWithContext, payload: unknown): AccessClaims | null {
    return (request.ctx && claimsOf(payload, request.ctx.licenseeId)) ?? null;
  }
}

import { type Context, ListEnvelope, Shown, Text, TextMap, publicId } from '@app/kernel';
import { FaceOf, Installation } from './auth.dto.js';
import { SIGN_IN_ALGORITHMS, type SignInAlgorithm } from './external-token.js';
import type { Face } from './face.js';
import type { SignInKey } from './sign-in-key.entity.js';

export class AddSignInKey {
  @Text({ description: 'What it is for', max: 80, example: 'Our shop' })
  name: string;

  @Text({ description: 'What its tokens say as `iss`', max: 200, example: 'https://shop.example' })
  issuer: string;

  @Text({ description: 'What its tokens say as `kid`', max: 200, example: '2026-11' })
  kid: string;

  @TextMap({
    description: 'The public key as JWK: Ed25519 (EdDSA), P-256 (ES256) or RSA of 2048 to 4096 bits (RS256)',
    key: /^[a-z][A-Za-z0-9_]{0,19}$/,
    max: 2000,
    maxKeys: 12,
    example: { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' },
  })
  jwk: Record<string, string>;
}

export class SignInKeyView {
  @Shown('Id of the key', { example: 'sik_01hx0000000000000000000000' }) id: string;
  @Shown('What it is for') name: string;
  @Shown('What its tokens say as `iss`') issuer: string;
  @Shown('What its tokens say as `kid`') kid: string;
  @Shown('What its tokens say as `alg`', { type: String, enum: [...SIGN_IN_ALGORITHMS] }) algorithm: SignInAlgorithm;
  @Shown('What its tokens say as `aud`', { example: 'lic_01hx0000000000000000000000' }) audience: string;
  @Shown('Who added it') createdBy: string;
  @Shown('When it was added', { format: 'date-time' }) createdAt: string;
  @Shown('When it was revoked', { type: String, format: 'date-time', nullable: true }) revokedAt: string | null;
}

export class SignInKeyPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [SignInKeyView] }) data: SignInKeyView[];
}

export class ExternalSignIn {
  @Text({
    description:
      'A JWT that the licensee signed: `aud` its id here, `iss` and `kid` of a registered key, `exp` within five minutes, `jti` used once, `sub` the externalId; `name`, `email`, `locale`, and `adult: true` for somebody new; `phone_number` with `phone_number_verified: true`, of which only a keyed hash is kept',
    max: 4000,
    example: 'eyJhbGciOiJFZERTQSIsImtpZCI6IjIwMjYtMTEifQ.e30.c2lnbmF0dXJl',
  })
  token: string;

  @Installation()
  installation?: string;

  @FaceOf()
  face?: Face;
}

export const signInKeyView = (key: SignInKey): SignInKeyView => ({
  id: publicId('signInKey', key.id),
  name: key.name,
  issuer: key.issuer,
  kid: key.kid,
  algorithm: key.algorithm,
  audience: publicId('licensee', key.licenseeId),
  createdBy: publicId('person', key.createdBy),
  createdAt: key.createdAt.toISOString(),
  revokedAt: key.revokedAt?.toISOString() ?? null,
});

/** What a token says as `aud`. */
export const audienceOf = (ctx: Context): string => publicId('licensee', ctx.licenseeId);

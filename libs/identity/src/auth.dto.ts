import { Choice, Flag, Shown, Text } from '@app/kernel';
import { FACES, type Face } from './face.js';
import { BillingCountry, DisplayName, Email, Locale, Password, PersonResponse } from './persons.dto.js';

export const FaceOf = (): PropertyDecorator =>
  Choice({
    description: 'For browsers: which web application this is. The refresh token is then kept in a cookie of that face',
    of: FACES,
    example: 'site',
    optional: true,
  });

/** Any id that a program makes for itself; ours makes a UUID. */
export const Installation = (): PropertyDecorator =>
  Text({
    description:
      'An id that the app or the browser made for itself and keeps. Only a keyed hash of it is kept, by which offers for new customers are not given to several accounts of one device',
    min: 16,
    max: 100,
    pattern: /^[\w.-]+$/,
    optional: true,
    example: '0b9e1a52-6f0d-4c1e-9a55-3f1f2b7c8d90',
  });

export class SignUpRequest {
  @Email()
  email: string;

  @Password('Password; at least 10 characters, at most 72 bytes')
  password: string;

  @DisplayName()
  displayName: string;

  @Flag({ description: 'The person says that they are 18 or older; anything but true is refused', optional: true })
  adult?: boolean;

  @Locale()
  locale?: string;

  @Text({
    description: 'The code of who brought the person, from their link; one that is not known changes nothing',
    max: 64,
    optional: true,
    example: '7K3MQ9XW2B',
  })
  referralCode?: string;

  @BillingCountry()
  billingCountry?: string;

  @Installation()
  installation?: string;

  @FaceOf()
  face?: Face;
}

export class SignInRequest {
  @Email()
  email: string;

  @Password()
  password: string;

  @Installation()
  installation?: string;

  @FaceOf()
  face?: Face;
}

export class RefreshRequest {
  @Text({
    description: 'The newest refresh token; left out by a browser, whose cookie of the face holds it',
    max: 200,
    optional: true,
    example: 'rt_ses_01hx0000000000000000000000.0.c2lnbmF0dXJl',
  })
  refreshToken?: string;

  @FaceOf()
  face?: Face;
}

const LinkToken = (): PropertyDecorator =>
  Text({ description: 'The token of the link', min: 20, max: 100, pattern: /^[A-Za-z0-9_-]+$/ });

export class AskPasswordReset {
  @Email()
  email: string;
}

export class ResetPassword {
  @LinkToken()
  token: string;

  @Password('The new password; at least 10 characters, at most 72 bytes')
  newPassword: string;
}

export class ProveEmail {
  @LinkToken()
  token: string;
}

export class TokensResponse {
  @Shown('Send it as `Authorization: Bearer`; valid on this host only')
  accessToken: string;

  @Shown('Always `Bearer`', { type: String, enum: ['Bearer'] })
  tokenType: 'Bearer';

  @Shown('Life of the access token in seconds', { type: 'integer', example: 600 })
  expiresInSeconds: number;

  @Shown('Keep it secret and replace it at each refresh; null when it went into the cookie', {
    type: String,
    nullable: true,
  })
  refreshToken: string | null;
}

export class SignedInResponse extends TokensResponse {
  @Shown('Who is signed in', { type: () => PersonResponse })
  person: PersonResponse;
}

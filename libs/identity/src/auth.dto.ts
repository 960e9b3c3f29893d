import { Flag, Shown, Text } from '@app/kernel';
import { DisplayName, Email, Locale, Password, PersonResponse } from './persons.dto.js';

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
}

export class SignInRequest {
  @Email()
  email: string;

  @Password()
  password: string;
}

export class RefreshRequest {
  @Text({
    description: 'The newest refresh token',
    max: 200,
    example: 'rt_ses_01hx0000000000000000000000.0.c2lnbmF0dXJl',
  })
  refreshToken: string;
}

export class TokensResponse {
  @Shown('Send it as `Authorization: Bearer`; valid on this host only')
  accessToken: string;

  @Shown('Always `Bearer`', { type: String, enum: ['Bearer'] })
  tokenType: 'Bearer';

  @Shown('Life of the access token in seconds', { type: 'integer', example: 600 })
  expiresInSeconds: number;

  @Shown('Keep it secret and replace it at each refresh')
  refreshToken: string;
}

export class SignedInResponse extends TokensResponse {
  @Shown('Who is signed in', { type: () => PersonResponse })
  person: PersonResponse;
}

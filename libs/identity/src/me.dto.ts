import { DisplayName, Locale, Password } from './persons.dto.js';

export class ChangeMeRequest {
  @DisplayName({ optional: true })
  displayName?: string;

  @Locale()
  locale?: string;
}

export class ChangePasswordRequest {
  @Password('The password in force')
  currentPassword: string;

  @Password('The new one; at least 10 characters, at most 72 bytes')
  newPassword: string;
}

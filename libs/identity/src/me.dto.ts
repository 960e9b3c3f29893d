import { Shown } from '@app/kernel';
import { OperatorAccessBanner } from './operator-access.dto.js';
import { DisplayName, Locale, Password, PersonResponse } from './persons.dto.js';

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

export class MeResponse extends PersonResponse {
  @Shown('Set for the operator at work in a tenant: show it all the time', {
    type: () => OperatorAccessBanner,
    nullable: true,
  })
  operatorAccess: OperatorAccessBanner | null;
}

import { Shown } from '@app/kernel';
import { BusinessField, BusinessInput, BusinessView } from './business.js';
import { OperatorAccessBanner } from './operator-access.dto.js';
import { BillingCountry, DisplayName, Locale, Password, PersonResponse } from './persons.dto.js';

export class ChangeMeRequest {
  @DisplayName({ optional: true })
  displayName?: string;

  @Locale()
  locale?: string;

  @BillingCountry({ nullable: true })
  billingCountry?: string | null;

  @BusinessField()
  business?: BusinessInput | null;
}

export class ChangePasswordRequest {
  @Password('The password in force')
  currentPassword: string;

  @Password('The new one; at least 10 characters, at most 72 bytes')
  newPassword: string;
}

export class MeResponse extends PersonResponse {
  @Shown('When the address was proved by the link of a mail', { type: String, format: 'date-time', nullable: true })
  emailVerifiedAt: string | null;

  @Shown('Country where you say you live, ISO 3166-1', { type: String, nullable: true })
  billingCountry: string | null;

  @Shown('Company for which you call', { type: () => BusinessView, nullable: true })
  business: BusinessView | null;

  @Shown('Set for the operator at work in a tenant: show it all the time', {
    type: () => OperatorAccessBanner,
    nullable: true,
  })
  operatorAccess: OperatorAccessBanner | null;
}

import { Choice, Country, Flag, ListEnvelope, Part, Shown, Text } from '@app/kernel';
import { Items, VatCheckView } from '@app/licensees';

export const PAYEE_KINDS = ['individual', 'company'] as const;
export type PayeeKind = (typeof PAYEE_KINDS)[number];

export class PayeeAddress {
  @Text({ description: 'Street and number', max: 200, example: 'Hauptstr. 1' }) street: string;
  @Text({ description: 'Postal code', max: 20, example: '10115' }) postalCode: string;
  @Text({ description: 'City', max: 100, example: 'Berlin' }) city: string;
  @Country({ description: 'Country, ISO 3166-1' }) country: string;
}

export class PayeeTin {
  @Text({ description: 'Tax identification number', max: 60, example: '12345678903' }) number: string;
  @Country({ description: 'State that issued it, ISO 3166-1' }) issuedBy: string;
}

/** Who an advisor is for the tax office [I8]. */
export class DeclareTaxIdentity {
  @Choice({ description: 'A person or a company', of: PAYEE_KINDS }) kind: PayeeKind;
  @Text({ description: 'First name of a person', max: 100, example: 'Ada', optional: true }) firstName?: string;
  @Text({ description: 'Last name of a person', max: 100, example: 'Byron', optional: true }) lastName?: string;
  @Text({ description: 'Date of birth of a person', min: 10, max: 10, format: 'date', pattern: /^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, example: '1980-12-10', optional: true }) // prettier-ignore
  birthDate?: string;
  @Text({ description: 'Legal name of a company', max: 200, example: 'Analytical Ltd', optional: true })
  companyName?: string;
  @Text({ description: 'Registration number of a company', max: 60, example: 'HRB 12345', optional: true })
  registrationNumber?: string;
  @Part(() => PayeeAddress, { description: 'Primary address' }) address: PayeeAddress;
  @Country({ description: 'State of residence, ISO 3166-1' }) residence: string;
  @Items('Tax identification numbers, at least one', () => PayeeTin, 5, [{ number: '12345678903', issuedBy: 'DE' }])
  tins: PayeeTin[];
  @Text({
    description: 'VAT number of who is registered for it; left out = not registered',
    max: 20,
    example: 'DE123456788',
    optional: true,
  })
  vatNumber?: string;
}

export class TaxIdentityView extends DeclareTaxIdentity {
  @Shown('When it was declared', { format: 'date-time' }) declaredAt: string;
  @Shown('What the EU’s register says of the VAT number; null where there is none of the EU', {
    type: () => VatCheckView,
    nullable: true,
  })
  vatCheck: VatCheckView | null;
}

export class SelfBillingView {
  @Shown('Version of the agreement in force', { type: String }) version: string;
  @Shown('Version that was agreed to; null = none', { type: String, nullable: true }) acceptedVersion: string | null;
  @Shown('When', { type: String, format: 'date-time', nullable: true }) acceptedAt: string | null;
}

export class MyTaxView {
  @Shown('What was declared; null = nothing yet', { type: TaxIdentityView, nullable: true })
  identity: TaxIdentityView | null;
  @Shown('Nothing is paid out without a declaration') required: boolean;
  @Shown('How often the licensee has asked for it', { type: 'integer' }) reminders: number;
  @Shown('Whether invoices may be issued in your name', { type: SelfBillingView }) selfBilling: SelfBillingView;
}

export class AgreeToSelfBilling {
  @Text({ description: 'Version of the agreement that was read', max: 20, example: '2026-11' }) version: string;
  @Flag({ description: 'true to agree, false to withdraw' }) agreed: boolean;
}

/** No part of the declaration. */
export class PayeeTaxState {
  @Shown('Advisor') advisorId: string;
  @Shown('Name that callers see') advisorName: string;
  @Shown('missing or declared', { type: String, enum: ['missing', 'declared'] }) state: 'missing' | 'declared';
  @Shown('When it was declared', { type: String, format: 'date-time', nullable: true }) declaredAt: string | null;
  @Shown('How often it was asked for', { type: 'integer' }) reminders: number;
  @Shown('When last', { type: String, format: 'date-time', nullable: true }) remindedAt: string | null;
  @Shown('Agreed to self-billing, in the version in force') selfBilling: boolean;
}

export class PayeeTaxList extends ListEnvelope {
  @Shown('By name', { type: () => [PayeeTaxState] }) data: PayeeTaxState[];
}

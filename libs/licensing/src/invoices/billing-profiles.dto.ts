import { Country, Shown, Text, Whole } from '@app/kernel';
import { Email } from '@app/identity';
import { VatCheckView, type VatStanding, vatCheckView } from '@app/licensees';
import type { BillingProfile, InvoiceIssuer } from './billing-profile.entity.js';

/** Who is billed. All of it is said each time, so that two screens cannot mix their halves. */
export class BillingAddress {
  @Text({ description: 'Company', max: 120, example: 'Nova Advice GmbH' }) company: string;
  @Text({ description: 'Full name of who is responsible', max: 80, example: 'Nora Nova' }) fullName: string;
  @Email() email: string;
  @Text({
    description: 'Phone number',
    max: 30,
    pattern: /^\+?[0-9 ()/.-]{5,30}$/,
    example: '+49 30 123456',
    optional: true,
  })
  phone?: string;
  @Text({ description: 'Street and number', max: 120, example: 'Am Markt 1' }) line1: string;
  @Text({ description: 'Second line', max: 120, optional: true }) line2?: string;
  @Text({ description: 'Postal code', max: 20, example: '10115' }) postalCode: string;
  @Text({ description: 'City', max: 80, example: 'Berlin' }) city: string;
  @Text({ description: 'State or region', max: 80, optional: true }) region?: string;
  @Country({ description: 'ISO 3166' }) country: string;
  @Text({
    description: 'VAT, GST or tax number, as the country writes it',
    max: 30,
    example: 'DE136695976',
    optional: true,
  })
  taxNumber?: string;
}

export class ChangeBillingProfile extends BillingAddress {
  @Whole({ description: 'Revision that was read; 0 when there was none', min: 0, max: 1_000_000_000, example: 1 })
  revision: number;
}

export class ChangeInvoiceIssuer extends ChangeBillingProfile {
  @Text({
    description: 'Legal entity in the numbers of its documents',
    max: 10,
    pattern: /^[A-Z0-9]{1,10}$/,
    example: 'OP',
  })
  series: string;
  @Whole({ description: 'Tax at home, in basis points', min: 0, max: 5_000, example: 1900 }) taxRateBp: number;
  @Whole({ description: 'Days from the invoice to its due date', min: 0, max: 90, example: 14 }) paymentDays: number;
  @Text({ description: 'Where a bank transfer goes, as it is printed', max: 300, optional: true }) bankDetails?: string;
}

const nullable = { type: String, nullable: true } as const;

export class BillingProfileView {
  @Shown('Company') company: string;
  @Shown('Full name of who is responsible') fullName: string;
  @Shown('E-mail address') email: string;
  @Shown('Phone number', nullable) phone: string | null;
  @Shown('Street and number') line1: string;
  @Shown('Second line', nullable) line2: string | null;
  @Shown('Postal code') postalCode: string;
  @Shown('City') city: string;
  @Shown('State or region', nullable) region: string | null;
  @Shown('ISO 3166') country: string;
  @Shown('VAT, GST or tax number', nullable) taxNumber: string | null;
  @Shown('What the EU’s register says of it; null where it is no number of the EU', {
    type: () => VatCheckView,
    nullable: true,
  })
  vatCheck: VatCheckView | null;
  @Shown('Counts the changes; 0 = nobody has said it yet, and everything else is empty', { type: 'integer' })
  revision: number;
}

export class InvoiceIssuerView extends BillingProfileView {
  @Shown('Legal entity in the numbers of its documents') series: string;
  @Shown('Tax at home, in basis points', { type: 'integer' }) taxRateBp: number;
  @Shown('Days from the invoice to its due date', { type: 'integer' }) paymentDays: number;
  @Shown('Where a bank transfer goes', nullable) bankDetails: string | null;
}

/** What is shown before anybody has said who the invoices are for. */
export const NO_PROFILE: BillingProfileView = {
  company: '',
  fullName: '',
  email: '',
  phone: null,
  line1: '',
  line2: null,
  postalCode: '',
  city: '',
  region: null,
  country: '',
  taxNumber: null,
  vatCheck: null,
  revision: 0,
};

export const profileView = (profile: BillingProfile, standing: VatStanding | undefined): BillingProfileView => ({
  company: profile.company,
  fullName: profile.fullName,
  email: profile.email,
  phone: profile.phone,
  line1: profile.line1,
  line2: profile.line2,
  postalCode: profile.postalCode,
  city: profile.city,
  region: profile.region,
  country: profile.country,
  taxNumber: profile.taxNumber,
  vatCheck: standing === undefined ? null : vatCheckView(standing),
  revision: profile.revision,
});

export const issuerView = (profile: BillingProfileView, issuer: InvoiceIssuer): InvoiceIssuerView => ({
  ...profile,
  series: issuer.series,
  taxRateBp: issuer.taxRateBp,
  paymentDays: issuer.paymentDays,
  bankDetails: issuer.bankDetails,
});

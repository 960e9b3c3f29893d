import { Id, Shown, Text } from '@app/kernel';
import { Locale, Password } from '@app/identity';
import { BillingAddress } from '../invoices/billing-profiles.dto.js';

/** What a company says to become a licensee. */
export class SignUpLicensee extends BillingAddress {
  @Text({
    description: 'Short address: the first part of the host',
    min: 3,
    max: 40,
    pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])$/,
    example: 'nova',
  })
  slug: string;

  @Text({ description: 'Name of the brand', max: 80, example: 'Nova Advice' }) brandName: string;

  @Password('First password of the owner; at least 10 characters, at most 72 bytes') password: string;

  @Id('plan', { description: 'A plan that is offered' }) planId: string;

  @Locale() locale?: string;

  @Text({
    description: 'IANA time zone',
    max: 64,
    pattern: /^[A-Za-z0-9_+/-]+$/,
    example: 'Europe/Berlin',
    optional: true,
  })
  timeZone?: string;
}

export class SignedUpLicensee {
  @Shown('Host of the new site', { example: 'nova.edge.example' }) host: string;
  @Shown('Where the owner signs in', { example: 'https://nova.edge.example/admin/' }) adminUrl: string;
}

export class VerifyEmail {
  @Text({ description: 'The token of the link', min: 20, max: 100, pattern: /^[A-Za-z0-9_-]+$/ }) token: string;
}

export class VerificationLink {
  @Shown('Address for the owner; it is shown once') url: string;
  @Shown('Until when it works', { format: 'date-time' }) expiresAt: string;
}

import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import {
  Choice,
  type Context,
  Country,
  ListEnvelope,
  PageQuery,
  type Role,
  ROLES,
  Shown,
  Text,
  personOf,
  publicId,
} from '@app/kernel';
import { BusinessView } from './business.js';
import { shownAddress } from './mail-address.js';
import { PERSON_STATUSES, type Person, type PersonStatus } from './person.entity.js';

// ASCII only, and linear to match: the pattern runs before the length is known to be sane.
const EMAIL = /^[!-?A-~]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;
const LOCALE = /^[a-z]{2,3}(-[A-Z]{2})?$/;

/** An e-mail address; the handler sees it trimmed and in lower case. */
export const Email = (options: { optional?: boolean } = {}): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().toLowerCase() : value)),
    Text({
      description: 'E-mail address',
      min: 3,
      max: 254,
      pattern: EMAIL,
      format: 'email',
      example: 'ada@example.com',
      ...options,
    }),
  );

export const Password = (description = 'Password; at most 72 bytes'): PropertyDecorator =>
  Text({ description, max: 200, format: 'password', example: 'a long sentence of yours' });

export const DisplayName = (options: { optional?: boolean } = {}): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    Text({ description: 'Name that others see', max: 80, example: 'Ada', ...options }),
  );

export const Locale = (): PropertyDecorator =>
  Text({ description: 'Language', min: 2, max: 6, pattern: LOCALE, example: 'en', optional: true });

export const BillingCountry = (options: { nullable?: boolean } = {}): PropertyDecorator =>
  Country({
    description: 'Country where you live (ISO 3166-1); the tax of your calls may go by it',
    optional: true,
    ...options,
  });

export class PersonsQuery extends PageQuery {
  @Choice({ description: 'Only people of this role', of: ROLES, optional: true })
  role?: Role;

  @Choice({ description: 'Only people who stand like this', of: PERSON_STATUSES, optional: true })
  status?: PersonStatus;

  @Text({
    description:
      'Part of the name, beginning of the e-mail address, or the id. Who sees addresses masked cannot search by them',
    max: 100,
    example: 'ada',
    optional: true,
  })
  q?: string;
}

export class FreezeRequest {
  @Text({ description: 'Why; it stands in the audit log', min: 3, max: 300, example: 'Chargebacks', optional: true })
  reason?: string;
}

export class PersonResponse {
  @Shown('Id of the person', { example: 'usr_01hx0000000000000000000000' })
  id: string;

  @Shown('What the person may do', { type: String, enum: [...ROLES] })
  role: Role;

  @Shown('E-mail address; empty when the licensee signs them in without one', { example: 'ada@example.com' })
  email: string;

  @Shown('Name that others see', { example: 'Ada' })
  displayName: string;

  @Shown('Language', { example: 'en' })
  locale: string;

  @Shown('frozen: kept out by staff; closed: gone', { type: String, enum: [...PERSON_STATUSES] })
  status: PersonStatus;

  @Shown('When the account was made', { type: String, format: 'date-time' })
  createdAt: string;
}

export class PersonDetailResponse extends PersonResponse {
  @Shown('When the person said that they are 18 or older', { type: String, format: 'date-time', nullable: true })
  adultAttestedAt: string | null;

  @Shown('Country where they say they live, ISO 3166-1', { type: String, nullable: true })
  billingCountry: string | null;

  @Shown('Company for which they call', { type: () => BusinessView, nullable: true })
  business: BusinessView | null;

  @Shown('Last time they got in', { type: String, format: 'date-time', nullable: true })
  lastSignInAt: string | null;
}

export class PersonPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [PersonResponse] })
  data: PersonResponse[];
}

export const personView = (person: Person): PersonResponse => ({
  id: publicId('person', person.id),
  role: person.role,
  email: shownAddress(person),
  displayName: person.displayName,
  locale: person.locale,
  status: person.status,
  createdAt: person.createdAt.toISOString(),
});

const SEES_MASKED: readonly Role[] = ['finance', 'analyst'];

/** Who counts and adds up does not need to know whose address it is (features.md L5). */
export const seesMasked = (ctx: Context): boolean => SEES_MASKED.includes(personOf(ctx).role);

/** An e-mail address as this member of staff may see it. */
export const addressFor = (ctx: Context, address: string): string =>
  seesMasked(ctx) ? address.replace(/^(.)[^@]*/, '$1***') : address;

/** What this member of staff may see of a person. */
export const staffView = (ctx: Context, person: Person): PersonResponse => ({
  ...personView(person),
  email: addressFor(ctx, shownAddress(person)),
});

import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { Choice, PageQuery, ROLES, type Role, Shown, Text, publicId } from '@app/kernel';
import { ListEnvelope } from './list.dto.js';
import type { Person, PersonStatus } from './person.entity.js';

// ASCII only, and linear to match: the pattern runs before the length is known to be sane.
const EMAIL = /^[!-?A-~]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;
const LOCALE = /^[a-z]{2,3}(-[A-Z]{2})?$/;

/** An e-mail address; the handler sees it trimmed and in lower case. */
export const Email = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim().toLowerCase() : value)),
    Text({
      description: 'E-mail address',
      min: 3,
      max: 254,
      pattern: EMAIL,
      format: 'email',
      example: 'ada@example.com',
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

export class PersonsQuery extends PageQuery {
  @Choice({ description: 'Only people of this role', of: ROLES, optional: true })
  role?: Role;
}

export class PersonResponse {
  @Shown('Id of the person', { example: 'usr_01hx0000000000000000000000' })
  id: string;

  @Shown('What the person may do', { type: String, enum: [...ROLES] })
  role: Role;

  @Shown('E-mail address', { example: 'ada@example.com' })
  email: string;

  @Shown('Name that others see', { example: 'Ada' })
  displayName: string;

  @Shown('Language', { example: 'en' })
  locale: string;

  @Shown('frozen: kept out by staff; closed: gone', { type: String, enum: ['active', 'frozen', 'closed'] })
  status: PersonStatus;

  @Shown('When the account was made', { type: String, format: 'date-time' })
  createdAt: string;
}

export class PersonPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [PersonResponse] })
  data: PersonResponse[];
}

export const personView = (person: Person): PersonResponse => ({
  id: publicId('person', person.id),
  role: person.role,
  email: person.email,
  displayName: person.displayName,
  locale: person.locale,
  status: person.status,
  createdAt: person.createdAt.toISOString(),
});

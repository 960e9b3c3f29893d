import {
  Choice,
  Expand,
  ExternalId,
  Flag,
  ListEnvelope,
  type Metadata,
  MetadataMap,
  PageQuery,
  Shown,
  Text,
  type Tx,
  publicId,
} from '@app/kernel';
import { standingsOf } from '@app/licensees';
import { BusinessField, BusinessInput, BusinessView, businessView } from './business.js';
import { shownAddress } from './mail-address.js';
import { PERSON_STATUSES, type Person, type PersonStatus } from './person.entity.js';
import { BillingCountry, DisplayName, Email, Locale } from './persons.dto.js';

export class CreateUserRequest {
  @ExternalId()
  externalId?: string;

  @Email()
  email: string;

  @DisplayName()
  displayName: string;

  @Flag({ description: 'You know that the person is 18 or older; anything but true is refused', optional: true })
  adult?: boolean;

  @Locale()
  locale?: string;

  @BillingCountry()
  billingCountry?: string;

  @BusinessField()
  business?: BusinessInput | null;

  @MetadataMap()
  metadata?: Metadata;
}

/** Left out = unchanged. */
export class ChangeUserRequest {
  @ExternalId({ nullable: true })
  externalId?: string | null;

  @DisplayName({ optional: true })
  displayName?: string;

  @Locale()
  locale?: string;

  @BillingCountry({ nullable: true })
  billingCountry?: string | null;

  @BusinessField()
  business?: BusinessInput | null;

  @MetadataMap()
  metadata?: Metadata;
}

/** What can be sent along with a user. */
export const USER_EXPANSIONS = ['wallet'] as const;
const Expansions = (): PropertyDecorator =>
  Expand({ wallet: 'every part of the balance; staff who see wallets, and programs with the scope `wallets:read`' });

export class UserExpandQuery {
  @Expansions() expand?: string;
}

export class UsersQuery extends PageQuery {
  @Text({ description: 'Only the user whom your own systems call this', max: 200, optional: true })
  externalId?: string;

  @Email({ optional: true })
  email?: string;

  @Choice({ description: 'Only users who stand like this', of: PERSON_STATUSES, optional: true })
  status?: PersonStatus;

  @Expansions() expand?: string;
}

export class UserResponse {
  @Shown('Id of the user', { example: 'usr_01hx0000000000000000000000' }) id: string;
  @Shown('What your own systems call them', { type: String, nullable: true }) externalId: string | null;
  @Shown('E-mail address; empty when you signed them in without one', { example: 'ada@example.com' }) email: string;
  @Shown('Name that others see', { example: 'Ada' }) displayName: string;
  @Shown('Language', { example: 'en' }) locale: string;
  @Shown('frozen: kept out by staff; closed: gone', { type: String, enum: [...PERSON_STATUSES] }) status: PersonStatus;
  @Shown('Country where they say they live, ISO 3166-1', { type: String, nullable: true }) billingCountry:
    string | null;
  @Shown('Company for which they call', { type: () => BusinessView, nullable: true }) business: BusinessView | null;
  @Shown('Words of your own about them', { type: 'object', additionalProperties: { type: 'string' } })
  metadata: Metadata;
  @Shown('When the account was made', { type: String, format: 'date-time' }) createdAt: string;
  // The class is of billing, which stands above this module.
  @Shown('With `expand=wallet`: every part of the balance', {
    allOf: [{ $ref: '#/components/schemas/WalletView' }],
    required: false,
  })
  wallet?: object;
}

export class UserPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [UserResponse] }) data: UserResponse[];
}

/** How users are shown, with what is known of their numbers. */
export async function userViews(tx: Tx, persons: readonly Person[]): Promise<(person: Person) => UserResponse> {
  const stated = persons.filter(({ business }) => business !== null).map(({ id }) => id);
  const standings = await standingsOf(tx, 'user', stated);
  return (person) => viewOf(person, businessView(person.business, standings.get(person.id)));
}

/** {@link userViews} for one. */
export const userView = async (tx: Tx, person: Person): Promise<UserResponse> =>
  (await userViews(tx, [person]))(person);

const viewOf = (person: Person, business: BusinessView | null): UserResponse => ({
  id: publicId('person', person.id),
  externalId: person.externalId,
  email: shownAddress(person),
  displayName: person.displayName,
  locale: person.locale,
  status: person.status,
  billingCountry: person.billingCountry,
  business,
  metadata: person.metadata,
  createdAt: person.createdAt.toISOString(),
});

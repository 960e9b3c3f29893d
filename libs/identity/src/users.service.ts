import { Injectable } from '@nestjs/common';
import { type FindOptionsWhere, LessThan } from 'typeorm';
import {
  type Context,
  Db,
  type EventDefinition,
  Expandables,
  type Metadata,
  Outbox,
  type Page,
  type Tx,
  UUID_PATTERN,
  claimExternalId,
  cursorPosition,
  expansionsOf,
  lockOne,
  page,
  publicId,
  recordAudit,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { type Business, keptBusiness } from './business.js';
import { UserChanged, UserCreated } from './identity.events.js';
import { AdultAttestationRequired } from './identity.problems.js';
import { Person } from './person.entity.js';
import { PersonsService } from './persons.service.js';
import {
  type ChangeUserRequest,
  type CreateUserRequest,
  USER_EXPANSIONS,
  type UserResponse,
  type UsersQuery,
  userView,
  userViews,
} from './users.dto.js';

/** End users as the licensee's own systems know them (features.md N1, N3). */
@Injectable()
export class UsersService {
  constructor(
    private readonly db: Db,
    private readonly persons: PersonsService,
    private readonly licensees: LicenseesService,
    private readonly outbox: Outbox,
    private readonly expandables: Expandables,
  ) {}

  /**
   * Makes an account without a password: its user comes in by a link or by a token of the licensee.
   * @throws InvalidRequest for a VAT number that cannot be right, AdultAttestationRequired, ExternalIdTaken, EmailTaken, LicenseeSuspended, NotOpenYet, SwitchedOff, LimitReached, RateLimited
   */
  async create(ctx: Context, { adult, business, ...input }: CreateUserRequest): Promise<UserResponse> {
    if (adult !== true) throw new AdultAttestationRequired();
    const prepared = await this.persons.prepareWithoutPassword({
      ...input,
      ...(business && { business: keptBusiness(business) }),
      role: 'end_user',
      adult,
    });
    return this.db.transaction(ctx, async (tx) => {
      await this.licensees.assertOpen(tx, 'signUps');
      await this.persons.assertRoomForUser(tx);
      await claimExternalId(tx, 'person', input.externalId);
      const person = await this.persons.add(tx, prepared);
      await recordAudit(tx, {
        action: 'user.created',
        subject: { kind: 'person', id: publicId('person', person.id) },
      });
      await this.tell(tx, UserCreated, person);
      return userView(tx, person);
    });
  }

  /** Newest first. @throws UnknownExpansion, ApiKeyScopeMissing, Forbidden */
  list(ctx: Context, { externalId, email, status, expand, cursor, limit }: UsersQuery): Promise<Page<UserResponse>> {
    const before = cursorPosition(cursor, [UUID_PATTERN])?.[0];
    const where: FindOptionsWhere<Person> = { licenseeId: ctx.licenseeId, role: 'end_user' };
    if (externalId !== undefined) where.externalId = externalId;
    if (email !== undefined) where.email = email;
    if (status !== undefined) where.status = status;
    if (before !== undefined) where.id = LessThan(before);
    return this.db.read(ctx, async (tx) => {
      const rows = await tx.find(Person, { where, order: { id: 'DESC' }, take: limit + 1 });
      const view = await this.views(tx, expand, rows.slice(0, limit));
      return page(rows, limit, (person) => [person.id], view);
    });
  }

  /** @throws NotFound, UnknownExpansion, ApiKeyScopeMissing, Forbidden */
  show(ctx: Context, id: string, expand?: string): Promise<UserResponse> {
    return this.db.read(ctx, async (tx) => {
      const person = await this.persons.userById(tx, id);
      return (await this.views(tx, expand, [person]))(person);
    });
  }

  /** How users are shown, with what was asked to be sent along. */
  private async views(
    tx: Tx,
    expand: string | undefined,
    persons: readonly Person[],
  ): Promise<(person: Person) => UserResponse> {
    const view = await userViews(tx, persons);
    if (!expansionsOf(expand, USER_EXPANSIONS).has('wallet')) return view;
    const wallets = await this.expandables.load(
      tx,
      'wallet',
      persons.map(({ id }) => id),
    );
    return (person) => ({ ...view(person), wallet: wallets.get(person.id)! });
  }

  /** @throws NotFound, ExternalIdTaken, InvalidRequest for a VAT number that cannot be right */
  change(ctx: Context, id: string, input: ChangeUserRequest): Promise<UserResponse> {
    return this.db.transaction(ctx, async (tx) => {
      await this.persons.userById(tx, id);
      await claimExternalId(tx, 'person', input.externalId, id);
      const person = await lockOne(tx, Person, id);
      const { business, ...changed } = changesOf(person, input);
      const names = [...Object.keys(changed), ...(business === undefined ? [] : ['business'])];
      if (names.length === 0) return userView(tx, person);
      if (Object.keys(changed).length > 0) await tx.update(Person, { licenseeId: ctx.licenseeId, id }, changed);
      if (business !== undefined) await this.persons.stateBusiness(tx, id, business);
      await recordAudit(tx, {
        action: 'user.changed',
        subject: { kind: 'person', id: publicId('person', id) },
        // The names of what changed: the log cannot be erased, and these are words about a person.
        after: { changed: names },
      });
      const now = await this.persons.byId(tx, id);
      await this.tell(tx, UserChanged, now);
      return userView(tx, now);
    });
  }

  private tell(
    tx: Tx,
    event: EventDefinition<{ personId: string; externalId: string | null; metadata: Metadata }>,
    { id, externalId, metadata }: Person,
  ): Promise<void> {
    return this.outbox.add(tx, event, { personId: id, externalId, metadata });
  }
}

const CHANGEABLE = ['externalId', 'displayName', 'locale', 'billingCountry', 'metadata'] as const;
type Changes = Partial<Pick<Person, (typeof CHANGEABLE)[number] | 'business'>>;

const changesOf = (person: Person, input: ChangeUserRequest): Changes => ({
  ...Object.fromEntries(
    CHANGEABLE.filter((name) => input[name] !== undefined && !isSame(input[name], person[name])).map((name) => [
      name,
      input[name],
    ]),
  ),
  ...(input.business !== undefined &&
    !isSame(inOrder(input.business), inOrder(person.business)) && { business: input.business }),
});

/** Postgres keeps members in an order of its own. */
const inOrder = (business: Business | null): Business | null => business && keptBusiness(business);

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

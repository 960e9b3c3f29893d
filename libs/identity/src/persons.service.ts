import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import {
  type Context,
  Db,
  type Metadata,
  NotFound,
  Outbox,
  type Page,
  type PageQuery,
  type Role,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  newId,
  page,
  parseId,
  publicId,
  recordAudit,
} from '@app/kernel';
import { LimitsService, VatNumbers, standingsOf } from '@app/licensees';
import { type Business, businessView, keptBusiness } from './business.js';
import { lockToGovern } from './governance.js';
import { PersonFrozen } from './identity.events.js';
import { PasswordHasher } from './password-hasher.service.js';
import { Person, type PersonStatus } from './person.entity.js';
import {
  type FreezeRequest,
  type PersonDetailResponse,
  type PersonResponse,
  type PersonsQuery,
  personView,
  seesMasked,
  staffView,
} from './persons.dto.js';
import { SessionsService } from './sessions.service.js';
import { signInsOf } from './sign-in.queries.js';
import type { SignInResponse } from './sign-ins.dto.js';
import { lastSignInOf } from './team.queries.js';

export interface NewPerson {
  readonly role: Role;
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
  readonly locale?: string;
  /** The person said that they are 18 or older. */
  readonly adult?: boolean;
  /** ISO 3166-1. */
  readonly billingCountry?: string;
  /** As {@link keptBusiness} gives it. */
  readonly business?: Business;
  readonly externalId?: string;
  readonly metadata?: Metadata;
}

/** A person whose password was hashed outside the transaction. */
export type HashedPerson = Omit<NewPerson, 'password'> & { readonly passwordHash: string };

@Injectable()
export class PersonsService {
  constructor(
    private readonly db: Db,
    private readonly hasher: PasswordHasher,
    private readonly sessions: SessionsService,
    private readonly limits: LimitsService,
    private readonly outbox: Outbox,
    private readonly vatNumbers: VatNumbers,
  ) {}

  /**
   * Creates a person of any role: seed, staff, tests. The public way in is `AuthService.signUp`.
   * @throws EmailTaken; InvalidRequest for a password that is not accepted.
   */
  async create(ctx: Context, input: NewPerson): Promise<Person> {
    const hashed = await this.prepare(input);
    return this.db.transaction(ctx, (tx) => this.add(tx, hashed));
  }

  /** Hashes the password, so that {@link add} can run in a transaction. @throws InvalidRequest, RateLimited */
  async prepare({ password, ...person }: NewPerson, pointer?: string): Promise<HashedPerson> {
    const email = person.email.trim().toLowerCase();
    return { ...person, email, passwordHash: await this.hasher.hashNew(password, email, pointer) };
  }

  /** Inserts a prepared person. @throws EmailTaken (as a violated constraint, once the error has left the transaction). */
  async add(tx: Tx, person: HashedPerson): Promise<Person> {
    const row = newRow(tx, person);
    await tx.insert(Person, row);
    if (row.business) await this.vatNumbers.state(tx, 'user', row.id, numberOf(row.business));
    return this.byId(tx, row.id);
  }

  /** The company for which an end user calls, or none any more; calls in progress keep their terms. @throws InvalidRequest for a number that cannot be right */
  async stateBusiness(tx: Tx, id: string, input: Business | null): Promise<void> {
    const business = input && keptBusiness(input);
    await tx.update(Person, { licenseeId: tx.ctx.licenseeId, id }, { business });
    await this.vatNumbers.state(tx, 'user', id, business && numberOf(business));
  }

  /** Like {@link add}, but answers undefined where the e-mail has an account. */
  async addIfNew(tx: Tx, person: HashedPerson): Promise<Person | undefined> {
    const row = newRow(tx, person);
    await tx.createQueryBuilder().insert().into(Person).values(row).orIgnore().execute();
    return (await this.find(tx, row.id)) ?? undefined;
  }

  /** The licence has room for one more end user. Before any other lock is taken. @throws LimitReached */
  assertRoomForUser(tx: Tx): Promise<void> {
    return this.limits.assertRoom(tx, 'maxUsers', () =>
      tx
        .countBy(Person, { licenseeId: tx.ctx.licenseeId, role: 'end_user', status: Not('closed') })
        .then((count) => BigInt(count)),
    );
  }

  /** An account that no password opens. For people who come in another way. */
  async prepareWithoutPassword(person: Omit<NewPerson, 'password'>): Promise<HashedPerson> {
    // Nobody ever knew the password of this hash.
    const passwordHash = await this.hasher.hash(randomBytes(32).toString('base64url'));
    return { ...person, email: person.email.trim().toLowerCase(), passwordHash };
  }

  /** An end user of this tenant. @throws NotFound also for others */
  async userById(tx: Tx, id: string): Promise<Person> {
    const person = await this.byId(tx, id);
    if (person.role !== 'end_user') throw new NotFound();
    return person;
  }

  /** The person of this tenant. @throws NotFound */
  async byId(tx: Tx, id: string): Promise<Person> {
    const person = await this.find(tx, id);
    if (!person) throw new NotFound();
    return person;
  }

  /** People of the licensee, newest first. */
  list(ctx: Context, { role, status, q, cursor, limit }: PersonsQuery): Promise<Page<PersonResponse>> {
    const after = cursorPosition(cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const select = tx
        .createQueryBuilder(Person, 'person')
        .where('person.licenseeId = :licenseeId and person.operatorAccessId is null', { licenseeId: ctx.licenseeId })
        .orderBy('person.id', 'DESC')
        .take(limit + 1);
      if (role !== undefined) select.andWhere('person.role = :role', { role });
      if (status !== undefined) select.andWhere('person.status = :status', { status });
      if (after !== undefined) select.andWhere('person.id < :after', { after });
      if (q !== undefined) {
        const id = parseId('person', q);
        // An address that is shown masked must not be found letter by letter either.
        const byEmail = seesMasked(ctx) ? '' : ' or person.email like :prefix';
        if (id !== undefined) select.andWhere('person.id = :id', { id });
        else
          select.andWhere(`(person.displayName ilike :part${byEmail})`, {
            part: `%${literal(q)}%`,
            prefix: `${literal(q.trim().toLowerCase())}%`,
          });
      }
      return page(
        await select.getMany(),
        limit,
        (person) => [person.id],
        (person) => staffView(ctx, person),
      );
    });
  }

  /** One person, as this member of staff may see them. @throws NotFound */
  show(ctx: Context, id: string): Promise<PersonDetailResponse> {
    return this.db.read(ctx, async (tx) => {
      const person = await this.subject(tx, id);
      return {
        ...staffView(ctx, person),
        adultAttestedAt: person.adultAttestedAt?.toISOString() ?? null,
        billingCountry: person.billingCountry,
        business: businessView(person.business, (await standingsOf(tx, 'user', [id])).get(id)),
        lastSignInAt: (await lastSignInOf(tx, id))?.toISOString() ?? null,
      };
    });
  }

  /** Somebody whom staff may look at: the operator's stand-in is nobody. @throws NotFound */
  async subject(tx: Tx, id: string): Promise<Person> {
    const person = await this.byId(tx, id);
    if (person.operatorAccessId !== null) throw new NotFound();
    return person;
  }

  /** Login history of anybody at the licensee (features.md C9). @throws NotFound */
  signIns(ctx: Context, id: string, query: PageQuery): Promise<Page<SignInResponse>> {
    return this.db.read(ctx, async (tx) => signInsOf(tx, (await this.subject(tx, id)).id, query));
  }

  /** Keeps a person out and ends their sessions at once. @throws NotFound, Forbidden, LastOwner */
  freeze(ctx: Context, id: string, { reason }: FreezeRequest = {}): Promise<PersonResponse> {
    return this.db.transaction(ctx, (tx) => this.freezeIn(tx, id, reason));
  }

  /** {@link freeze} within a decision. */
  freezeIn(tx: Tx, id: string, reason?: string): Promise<PersonResponse> {
    return this.move(tx, id, 'active', 'frozen', reason);
  }

  /** Lets a frozen person sign in again. @throws NotFound, Forbidden */
  unfreeze(ctx: Context, id: string): Promise<PersonResponse> {
    return this.db.transaction(ctx, (tx) => this.move(tx, id, 'frozen', 'active'));
  }

  /** Repeating it changes nothing; a closed account stays closed. */
  private async move(
    tx: Tx,
    id: string,
    from: PersonStatus,
    to: PersonStatus,
    reason?: string,
  ): Promise<PersonResponse> {
    const person = await lockToGovern(tx, id);
    if (person.status === from) {
      await tx.update(Person, { licenseeId: tx.ctx.licenseeId, id }, { status: to });
      if (to === 'frozen') {
        await this.sessions.revokeAllOf(tx, id, 'frozen');
        await this.outbox.add(tx, PersonFrozen, { personId: id, role: person.role });
      }
      await recordAudit(tx, {
        action: to === 'frozen' ? 'person.frozen' : 'person.unfrozen',
        subject: { kind: 'person', id: publicId('person', id) },
        before: { status: from },
        after: { status: to },
        ...(reason === undefined ? {} : { reason }),
      });
    }
    return personView(await this.byId(tx, id));
  }

  private find(tx: Tx, id: string): Promise<Person | null> {
    return tx.findOneBy(Person, { licenseeId: tx.ctx.licenseeId, id });
  }
}

const newRow = (tx: Tx, person: HashedPerson): Person => ({
  licenseeId: tx.ctx.licenseeId,
  id: newId(),
  role: person.role,
  email: person.email,
  passwordHash: person.passwordHash,
  displayName: person.displayName,
  locale: person.locale ?? tx.ctx.locale,
  status: 'active',
  adultAttestedAt: person.adult === true ? tx.now : null,
  billingCountry: person.billingCountry ?? null,
  business: person.business ?? null,
  externalId: person.externalId ?? null,
  metadata: person.metadata ?? {},
  createdAt: tx.now,
  emailVerifiedAt: null,
  operatorAccessId: null,
});

const numberOf = ({ country, vatNumber }: Business) =>
  vatNumber === undefined ? null : { country, number: vatNumber };

/** Taken as it is by LIKE. */
const literal = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

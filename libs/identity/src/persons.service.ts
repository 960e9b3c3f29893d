import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import {
  type Context,
  Db,
  Forbidden,
  NotFound,
  type Page,
  type PageQuery,
  type Role,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  lockOne,
  newId,
  page,
  personOf,
  publicId,
  recordAudit,
} from '@app/kernel';
import { PasswordHasher } from './password-hasher.service.js';
import { Person, type PersonStatus } from './person.entity.js';
import { type PersonResponse, type PersonsQuery, personView } from './persons.dto.js';
import { SessionsService } from './sessions.service.js';
import { signInsOf } from './sign-in.queries.js';
import type { SignInResponse } from './sign-ins.dto.js';

export interface NewPerson {
  readonly role: Role;
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
  readonly locale?: string;
  /** The person said that they are 18 or older. */
  readonly adult?: boolean;
}

/** A person whose password was hashed outside the transaction. */
export type HashedPerson = Omit<NewPerson, 'password'> & { readonly passwordHash: string };

@Injectable()
export class PersonsService {
  constructor(
    private readonly db: Db,
    private readonly hasher: PasswordHasher,
    private readonly sessions: SessionsService,
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
  async prepare({ password, ...person }: NewPerson): Promise<HashedPerson> {
    const email = person.email.trim().toLowerCase();
    return { ...person, email, passwordHash: await this.hasher.hashNew(password, email) };
  }

  /** Inserts a prepared person. @throws EmailTaken (as a violated constraint, once the error has left the transaction). */
  async add(tx: Tx, person: HashedPerson): Promise<Person> {
    const row = newRow(tx, person);
    await tx.insert(Person, row);
    return this.byId(tx, row.id);
  }

  /** Like {@link add}, but answers undefined where the e-mail has an account. */
  async addIfNew(tx: Tx, person: HashedPerson): Promise<Person | undefined> {
    const row = newRow(tx, person);
    await tx.createQueryBuilder().insert().into(Person).values(row).orIgnore().execute();
    return (await this.find(tx, row.id)) ?? undefined;
  }

  /** The person of this tenant. @throws NotFound */
  async byId(tx: Tx, id: string): Promise<Person> {
    const person = await this.find(tx, id);
    if (!person) throw new NotFound();
    return person;
  }

  /** People of the licensee, newest first. */
  list(ctx: Context, { role, cursor, limit }: PersonsQuery): Promise<Page<PersonResponse>> {
    const after = cursorPosition(cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) => {
      const rows = await tx.find(Person, {
        where: {
          licenseeId: ctx.licenseeId,
          ...(role === undefined ? {} : { role }),
          ...(after === undefined ? {} : { id: LessThan(after) }),
        },
        order: { id: 'DESC' },
        take: limit + 1,
      });
      return page(rows, limit, (person) => [person.id], personView);
    });
  }

  /** Login history of anybody at the licensee (features.md C9). @throws NotFound */
  signIns(ctx: Context, id: string, query: PageQuery): Promise<Page<SignInResponse>> {
    return this.db.read(ctx, async (tx) => signInsOf(tx, (await this.byId(tx, id)).id, query));
  }

  /** Keeps a person out and ends their sessions at once. @throws NotFound, Forbidden */
  freeze(ctx: Context, id: string): Promise<PersonResponse> {
    return this.move(ctx, id, 'active', 'frozen');
  }

  /** Lets a frozen person sign in again. @throws NotFound, Forbidden */
  unfreeze(ctx: Context, id: string): Promise<PersonResponse> {
    return this.move(ctx, id, 'frozen', 'active');
  }

  /** Repeating it changes nothing; a closed account stays closed. */
  private move(ctx: Context, id: string, from: PersonStatus, to: PersonStatus): Promise<PersonResponse> {
    return this.db.transaction(ctx, async (tx) => {
      const person = await lockOne(tx, Person, id);
      assertMayGovern(ctx, person);
      if (person.status === from) {
        await tx.update(Person, { licenseeId: ctx.licenseeId, id }, { status: to });
        if (to === 'frozen') await this.sessions.revokeAllOf(tx, id, 'frozen');
        await recordAudit(tx, {
          action: to === 'frozen' ? 'person.frozen' : 'person.unfrozen',
          subject: { kind: 'person', id: publicId('person', id) },
        });
      }
      return personView(await this.byId(tx, id));
    });
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
  createdAt: tx.now,
});

/** Nobody locks themselves out, and an admin cannot lock out the owner. */
function assertMayGovern(ctx: Context, person: Person): void {
  const actor = personOf(ctx);
  if (person.id === actor.personId) throw new Forbidden('You cannot do this to your own account.');
  if (person.role === 'owner' && actor.role !== 'owner') throw new Forbidden('Only an owner may do this to an owner.');
}

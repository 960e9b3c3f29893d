import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  Forbidden,
  NotFound,
  type Page,
  type PageQuery,
  STAFF,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  page,
  personOf,
  publicId,
  recordAudit,
} from '@app/kernel';
import { lockToGovern } from './governance.js';
import { Person } from './person.entity.js';
import { PersonsService } from './persons.service.js';
import { SessionsService } from './sessions.service.js';
import {
  type AddMemberRequest,
  type ChangeRoleRequest,
  type StaffRole,
  type TeamMemberResponse,
  memberView,
} from './team.dto.js';
import { memberOf, membersOf } from './team.queries.js';

/** Staff of a licensee and what each may do (features.md C8). */
@Injectable()
export class TeamService {
  constructor(
    private readonly db: Db,
    private readonly persons: PersonsService,
    private readonly sessions: SessionsService,
  ) {}

  list(ctx: Context, { cursor, limit }: PageQuery): Promise<Page<TeamMemberResponse>> {
    const after = cursorPosition(cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) =>
      page(await membersOf(tx, after, limit + 1), limit, (member) => [member.id], memberView),
    );
  }

  /** @throws EmailTaken, Forbidden, InvalidRequest, RateLimited */
  async add(ctx: Context, input: AddMemberRequest): Promise<TeamMemberResponse> {
    assertMayGrant(ctx, input.role);
    const prepared = await this.persons.prepare(input);
    return this.db.transaction(ctx, async (tx) => {
      const { id } = await this.persons.add(tx, prepared);
      await recordAudit(tx, { action: 'team.member_added', subject: subjectOf(id), after: { role: input.role } });
      return this.view(tx, id);
    });
  }

  /** Effective with the member's next request, because the guard reads the role from the row. @throws NotFound, Forbidden, LastOwner */
  changeRole(ctx: Context, id: string, { role }: ChangeRoleRequest): Promise<TeamMemberResponse> {
    assertMayGrant(ctx, role);
    return this.db.transaction(ctx, async (tx) => {
      const member = await lockMember(tx, id);
      if (member.status === 'closed') throw new NotFound();
      if (member.role !== role) {
        await tx.update(Person, { licenseeId: ctx.licenseeId, id }, { role });
        await recordAudit(tx, {
          action: 'team.role_changed',
          subject: subjectOf(id),
          before: { role: member.role },
          after: { role },
        });
      }
      return this.view(tx, id);
    });
  }

  /** Closes the account and ends its sessions. Repeating it changes nothing. @throws NotFound, Forbidden, LastOwner */
  remove(ctx: Context, id: string): Promise<TeamMemberResponse> {
    return this.db.transaction(ctx, async (tx) => {
      const member = await lockMember(tx, id);
      if (member.status !== 'closed') {
        await tx.update(Person, { licenseeId: ctx.licenseeId, id }, { status: 'closed' });
        await this.sessions.revokeAllOf(tx, id, 'removed');
        await recordAudit(tx, {
          action: 'team.member_removed',
          subject: subjectOf(id),
          before: { role: member.role, status: member.status },
          after: { status: 'closed' },
        });
      }
      return this.view(tx, id);
    });
  }

  private async view(tx: Tx, id: string): Promise<TeamMemberResponse> {
    const member = await memberOf(tx, id);
    if (!member) throw new NotFound();
    return memberView(member);
  }
}

const subjectOf = (id: string): { kind: string; id: string } => ({ kind: 'person', id: publicId('person', id) });

function assertMayGrant(ctx: Context, role: StaffRole): void {
  if (role === 'owner' && personOf(ctx).role !== 'owner') throw new Forbidden('Only an owner makes an owner.');
}

/** A customer or an advisor is nobody here. */
async function lockMember(tx: Tx, id: string): Promise<Person> {
  const person = await lockToGovern(tx, id);
  if (!(STAFF as readonly string[]).includes(person.role)) throw new NotFound();
  return person;
}

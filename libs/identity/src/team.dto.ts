import { Choice, ListEnvelope, type Role, Shown, STAFF, publicId } from '@app/kernel';
import type { PersonStatus } from './person.entity.js';
import { DisplayName, Email, Password } from './persons.dto.js';
import type { TeamMember } from './team.queries.js';

export type StaffRole = (typeof STAFF)[number];

const StaffRoleOf = (): PropertyDecorator =>
  Choice({ description: 'What the member may do; only an owner makes owners', of: STAFF, example: 'support' });

export class AddMemberRequest {
  @Email()
  email: string;

  @DisplayName()
  displayName: string;

  @StaffRoleOf()
  role: StaffRole;

  @Password('First password; at least 10 characters, at most 72 bytes')
  password: string;
}

export class ChangeRoleRequest {
  @StaffRoleOf()
  role: StaffRole;
}

export class TeamMemberResponse {
  @Shown('Id of the person', { example: 'usr_01hx0000000000000000000000' })
  id: string;

  @Shown('E-mail address', { example: 'ada@example.com' })
  email: string;

  @Shown('Name that others see', { example: 'Ada' })
  displayName: string;

  @Shown('What the member may do', { type: String, enum: [...STAFF] })
  role: Role;

  @Shown('frozen: kept out by staff; closed: removed', { type: String, enum: ['active', 'frozen', 'closed'] })
  status: PersonStatus;

  @Shown('When the account was made', { type: String, format: 'date-time' })
  createdAt: string;

  @Shown('Last time they got in', { type: String, format: 'date-time', nullable: true })
  lastSignInAt: string | null;
}

export class TeamPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [TeamMemberResponse] })
  data: TeamMemberResponse[];
}

export const memberView = (member: TeamMember): TeamMemberResponse => ({
  id: publicId('person', member.id),
  email: member.email,
  displayName: member.displayName,
  role: member.role,
  status: member.status,
  createdAt: member.createdAt.toISOString(),
  lastSignInAt: member.lastSignInAt?.toISOString() ?? null,
});

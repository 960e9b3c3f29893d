import { Choice, ExternalId, type Metadata, MetadataMap, PageQuery, Shown, Text, publicId } from '@app/kernel';
import { DisplayName } from '@app/identity';
import { ADVISOR_STATUSES, type AdvisorStatus } from './advisor.entity.js';
import {
  Headline,
  OwnAdvisorResponse,
  OwnShare,
  type SeenAdvisor,
  type Setting,
  ownAdvisorView,
} from './advisors.dto.js';

export class StaffAdvisorsQuery extends PageQuery {
  @Choice({ description: 'Only profiles in this state', of: ADVISOR_STATUSES, optional: true })
  status?: AdvisorStatus;

  @Text({ description: 'Words in the name, the headline or the e-mail address', max: 80, optional: true })
  q?: string;

  @Text({ description: 'Only the advisor whom your own systems call this', max: 200, optional: true })
  externalId?: string;
}

/** What staff change of a profile. Left out = unchanged. */
export class ChangeStaffAdvisorRequest {
  @OwnShare({ nullable: true })
  shareBp?: number | null;

  @DisplayName({ optional: true })
  displayName?: string;

  @Headline()
  headline?: string;

  @ExternalId({ nullable: true })
  externalId?: string | null;

  @MetadataMap()
  metadata?: Metadata;
}

export class SuspendAdvisorRequest {
  @Text({ description: 'Why; kept in the audit log', max: 500, example: 'Complaints of three callers' })
  reason: string;
}

export class StaffAdvisorResponse extends OwnAdvisorResponse {
  @Shown('The person who signs in as this advisor', { example: 'usr_01hx0000000000000000000000' })
  personId: string;

  @Shown('E-mail address of the sign-in', { example: 'ada@example.com' })
  email: string;

  @Shown('When the profile was made', { format: 'date-time' })
  createdAt: string;

  @Shown('When the advisor last took calls: now while available; null = never yet', {
    type: String,
    format: 'date-time',
    nullable: true,
  })
  lastOnlineAt: string | null;

  @Shown('What your own systems call them', { type: String, nullable: true })
  externalId: string | null;

  @Shown('Words of your own about them', { type: 'object', additionalProperties: { type: 'string' } })
  metadata: Metadata;

  @Shown('Rings in a row that nobody answered', { type: 'integer', example: 0 })
  missedRings: number;
}

export class StaffAdvisorPage {
  @Shown('Always `list`', { type: String, enum: ['list'] })
  object: 'list';

  @Shown('Newest first', { type: () => [StaffAdvisorResponse] })
  data: StaffAdvisorResponse[];

  @Shown('True when there is a next page')
  has_more: boolean;

  @Shown('Send it as `cursor` to get the next page', { type: String, nullable: true })
  next_cursor: string | null;
}

export const staffAdvisorView = (
  seen: SeenAdvisor & { readonly email: string },
  setting: Setting,
  now: Date,
): StaffAdvisorResponse => ({
  ...ownAdvisorView(seen, setting),
  personId: publicId('person', seen.advisor.personId),
  email: seen.email,
  createdAt: seen.advisor.createdAt.toISOString(),
  lastOnlineAt: lastOnlineAt(seen.advisor, now)?.toISOString() ?? null,
  externalId: seen.advisor.externalId,
  metadata: seen.advisor.metadata,
  missedRings: seen.advisor.missedRings,
});

/** The column tells of changes only, and the first value is the creation's. */
function lastOnlineAt({ available, availableChangedAt, createdAt }: SeenAdvisor['advisor'], now: Date): Date | null {
  if (available) return now;
  return availableChangedAt > createdAt ? availableChangedAt : null;
}

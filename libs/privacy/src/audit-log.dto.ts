import { Choice, Id, ListEnvelope, Moment, PageQuery, Shown, Text } from '@app/kernel';

export class AuditQuery extends PageQuery {
  @Text({
    description: 'Only this action (`brand.published`), or all of a noun (`brand`)',
    max: 80,
    pattern: /^[a-z_]+(\.[a-z_]+)?$/,
    example: 'domain.added',
    optional: true,
  })
  action?: string;

  @Id('person', { description: 'Only acts of this person', optional: true })
  actor?: string;

  @Text({
    description: 'Only acts on this: its public id, its host, or its kind (`person`)',
    max: 253,
    pattern: /^[A-Za-z0-9_.:-]+$/,
    example: 'domain',
    optional: true,
  })
  subject?: string;

  @Moment({ description: 'Not before this time', example: '2026-01-01T00:00:00Z', optional: true })
  from?: string;

  @Moment({ description: 'Before this time', example: '2026-12-31T00:00:00Z', optional: true })
  to?: string;

  @Choice({
    description:
      'A file with everything that fits the filters, newest first, 100,000 lines at the most. Left out: one page',
    of: ['csv', 'json'],
    optional: true,
  })
  format?: 'csv' | 'json';
}

export class AuditActorView {
  @Shown('Who acted', { type: String, enum: ['person', 'key', 'system', 'anonymous'] })
  kind: 'person' | 'key' | 'system' | 'anonymous';

  @Shown('Id of the person', { type: String, nullable: true, example: 'usr_01hx0000000000000000000000' })
  id: string | null;

  @Shown('Name of the person today, id of the API key or name of the job; null when it is not known here', {
    type: String,
    nullable: true,
  })
  name: string | null;

  @Shown('Role of the person at the time', { type: String, nullable: true, example: 'owner' })
  role: string | null;
}

export class AuditSubjectView {
  @Shown('Kind of thing', { example: 'domain' })
  kind: string;

  @Shown('Its public id', { type: String, nullable: true, example: 'advice.example.com' })
  id: string | null;
}

const Values = (description: string): PropertyDecorator =>
  Shown(description, { type: 'object', additionalProperties: true, nullable: true });

export class AuditEntryView {
  @Shown('Id of the entry', { example: 'aud_01hx0000000000000000000000' })
  id: string;

  @Shown('When', { type: String, format: 'date-time' })
  at: string;

  @Shown('Who', { type: () => AuditActorView })
  actor: AuditActorView;

  @Shown('What', { example: 'domain.added' })
  action: string;

  @Shown('To what', { type: () => AuditSubjectView, nullable: true })
  subject: AuditSubjectView | null;

  @Values('What was changed, as it was')
  before: Record<string, unknown> | null;

  @Values('What was changed, as it became')
  after: Record<string, unknown> | null;

  @Shown('Why', { type: String, nullable: true })
  reason: string | null;

  @Shown('Address it came from', { type: String, nullable: true })
  ip: string | null;

  @Shown('The request; it is in the logs too')
  requestId: string;
}

export class AuditPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [AuditEntryView] })
  data: AuditEntryView[];
}

import { Id, ListEnvelope, PageQuery, Shown } from '@app/kernel';

export class OperatorAuditQuery extends PageQuery {
  @Id('licensee', { description: 'Only acts that concern this licensee', optional: true })
  licenseeId?: string;
}

export class OperatorAuditActorView {
  @Shown('Who', { type: String, enum: ['person', 'system', 'anonymous'] }) kind: string;
  @Shown('The person', { type: String, nullable: true }) id: string | null;
  @Shown('Name of the person as it is now, or of the job', { type: String, nullable: true }) name: string | null;
}

const VALUES = { type: 'object', additionalProperties: true, nullable: true } as const;

export class OperatorAuditView {
  @Shown('Id') id: string;
  @Shown('RFC 3339, UTC', { format: 'date-time' }) at: string;
  @Shown('Who did it') actor: OperatorAuditActorView;
  @Shown('What was done', { example: 'limits.changed' }) action: string;
  @Shown('What kind of thing it was done to', { type: String, nullable: true }) subjectKind: string | null;
  @Shown('Public id of that', { type: String, nullable: true }) subjectId: string | null;
  @Shown('Values before', VALUES) before: Record<string, unknown> | null;
  @Shown('Values after', VALUES) after: Record<string, unknown> | null;
  @Shown('Why', { type: String, nullable: true }) reason: string | null;
  @Shown('Address it came from', { type: String, nullable: true }) ip: string | null;
  @Shown('The request, as in the logs') requestId: string;
}

export class OperatorAuditPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [OperatorAuditView] })
  data: OperatorAuditView[];
}

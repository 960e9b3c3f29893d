import { ListEnvelope, Shown, Text } from '@app/kernel';

export class DeadJobView {
  @Shown('Id', { example: 'job_01hx0000000000000000000000' }) id: string;
  @Shown('What it does') task: string;
  @Shown('Whose it is; null for a schedule of the platform', { type: String, nullable: true }) licenseeId:
    string | null;
  @Shown('How often it was tried', { type: 'integer' }) attempts: number;
  @Shown('First line of the last error, without addresses', { type: String, nullable: true }) lastError: string | null;
  @Shown('RFC 3339, UTC', { format: 'date-time' }) createdAt: string;
}

export class DeadJobPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [DeadJobView] })
  data: DeadJobView[];
}

export class RetryDeadJob {
  @Text({ description: 'Why; kept for the audit', min: 3, max: 300, example: 'Stripe is back' }) reason: string;
}

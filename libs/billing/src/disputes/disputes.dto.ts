import { Choice, Id, ListEnvelope, Moment, PageQuery, Shown, Text } from '@app/kernel';
import { FraudWarningView } from './fraud-warnings.dto.js';

const OUTCOMES = ['won', 'lost'] as const;

export class DisputesQuery extends PageQuery {
  @Choice({ description: 'Only open ones, or only decided ones', of: ['open', 'closed'], optional: true })
  state?: 'open' | 'closed';
}

export class DisputeView {
  @Id('dispute', { description: 'Id' }) id: string;
  @Id('topUp', { description: 'The disputed payment' }) topUpId: string;
  @Id('person', { description: 'Who paid' }) personId: string;
  @Shown('Name of who paid', { type: String }) personName: string;
  @Shown('Disputed amount in minor units', { type: 'integer' }) amountMinor: number;
  @Shown('Part of it that was still in the wallet and is frozen, in minor units', { type: 'integer' })
  frozenMinor: number;
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
  @Shown("The bank's reason", { type: String, example: 'fraudulent' }) reason: string;
  @Shown("Stripe's status", { type: String, example: 'needs_response' }) status: string;
  @Shown('How it ended; null while it is open. An appeal may turn lost into won', {
    type: String,
    enum: [...OUTCOMES],
    nullable: true,
  })
  outcome: (typeof OUTCOMES)[number] | null;
  @Moment({ description: 'Evidence must be sent before', nullable: true }) evidenceDueAt: string | null;
  @Moment({ description: 'Evidence was sent', nullable: true }) evidenceSentAt: string | null;
  @Moment({ description: 'Opened' }) createdAt: string;
  @Moment({ description: 'Decided', nullable: true }) closedAt: string | null;
}

export class DisputeList extends ListEnvelope {
  @Shown('Newest first', { type: () => [DisputeView] }) data: DisputeView[];
}

export class DisputeStepView {
  @Moment({ description: 'When' }) at: string;
  @Shown('What happened', { type: String, example: 'evidence_sent' }) step: string;
  @Shown('More about it', { type: String, nullable: true }) detail: string | null;
  @Shown('How much, in minor units', { type: 'integer', nullable: true }) amountMinor: number | null;
  @Shown('Who did it; null = the bank, Stripe or the platform', { type: String, nullable: true }) by: string | null;
}

export class EvidenceView {
  @Shown('What was sold', { type: String }) productDescription: string;
  @Shown('Who bought it', { type: String }) customerName: string;
  @Shown('Their address; empty when none is known', { type: String }) customerEmail: string;
  @Shown('Day of the last service', { type: String, example: '2026-11-26' }) serviceDate: string;
  @Shown('The records of the calls that the money was spent on', { type: String }) serviceDocumentation: string;
  @Shown('What was said about refunds', { type: String }) refundPolicy: string;
}

export class DisputeDetails extends DisputeView {
  @Shown('What happened, oldest first', { type: () => [DisputeStepView] }) steps: DisputeStepView[];
  @Shown('What card networks had said about the payment before, newest first', { type: () => [FraudWarningView] })
  warnings: FraudWarningView[];
  @Shown('What would be sent to the bank now', { type: () => EvidenceView }) evidence: EvidenceView;
}

export class SubmitEvidence {
  @Text({
    description: 'Your own words, put before the records',
    max: 20_000,
    optional: true,
    example: 'The caller thanked the advisor afterwards.',
  })
  statement?: string;
}

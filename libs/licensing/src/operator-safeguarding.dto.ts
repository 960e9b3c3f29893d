import { Choice, Id, ListEnvelope, MinorUnits, Moment, Shown, Text } from '@app/kernel';

const Currency = (): PropertyDecorator =>
  Text({ description: 'ISO 4217 code', min: 3, max: 3, pattern: /^[A-Z]{3}$/, example: 'EUR' });

export class SafeguardAccountView {
  @Shown('ISO 4217 code', { type: String, example: 'EUR' }) currency: string;
  @Shown('What the bank account is called here', { type: String }) name: string;
  @Shown("Stripe's id of it, an external account of ours", { type: String, example: 'ba_1Example' })
  destination: string;
}

export class SafeguardAccountList extends ListEnvelope {
  @Shown('One per currency', { type: () => [SafeguardAccountView] }) data: SafeguardAccountView[];
}

export class SetSafeguardAccount {
  @Currency() currency: string;
  @Text({ description: 'What the bank account is called here', min: 2, max: 80, example: 'Trust account, First Bank' })
  name: string;
  @Text({
    description: "Stripe's id of it, an external account of ours",
    min: 6,
    max: 80,
    pattern: /^ba_[A-Za-z0-9]+$/,
    example: 'ba_1Example',
  })
  destination: string;
}

const DIRECTIONS = ['out', 'back'] as const;
const STATES = ['requested', 'under_way', 'done', 'failed'] as const;

export class MoveSafeguarded {
  @Choice({ description: 'out: from Stripe to the safeguarding account. back: to Stripe', of: DIRECTIONS })
  direction: (typeof DIRECTIONS)[number];
  @MinorUnits({
    description: "How much; out at most callers' unspent money that is not there yet, back at most what is there",
    min: 1,
    max: 1_000_000_000,
    example: 100_000,
  })
  amountMinor: number;
  @Currency() currency: string;
  @Text({ description: 'Why; kept for the audit', min: 3, max: 300, example: 'Older than 80 days' }) reason: string;
}

export class SafeguardMoveView {
  @Id('safeguardMove', { description: 'Id' }) id: string;
  @Choice({ description: 'out: to the safeguarding account. back: to Stripe', of: DIRECTIONS })
  direction: (typeof DIRECTIONS)[number];
  @Shown('Amount, in minor units', { type: 'integer' }) amountMinor: number;
  @Shown('ISO 4217 code', { type: String, example: 'EUR' }) currency: string;
  @Shown('The bank account, as it was called then', { type: String }) account: string;
  @Choice({ description: 'requested, under_way (between the banks), done or failed', of: STATES })
  status: (typeof STATES)[number];
  @Shown("Why it failed, in Stripe's words", { type: String, nullable: true }) failureCode: string | null;
  @Moment({ description: 'Asked at' }) createdAt: string;
  @Moment({ description: 'Ended at', nullable: true }) closedAt: string | null;
}

export class SafeguardMoveList extends ListEnvelope {
  @Shown('Newest first, at most 100', { type: () => [SafeguardMoveView] }) data: SafeguardMoveView[];
}

import { Choice, Id, ListEnvelope, MinorUnits, Moment, Shown, Text } from '@app/kernel';

const STATUSES = ['frozen', 'refunded', 'noted', 'disputed', 'lifted'] as const;

export class FraudWarningView {
  @Id('fraudWarning', { description: 'Id' }) id: string;
  @Id('topUp', { description: 'The payment that may be fraud' }) topUpId: string;
  @Id('person', { description: 'Who paid' }) personId: string;
  @Shown('Name of who paid', { type: String }) personName: string;
  @Id('dispute', { description: 'The dispute that followed; null = none', nullable: true }) disputeId: string | null;
  @Shown('Why, in the words of the card network', { type: String, example: 'made_with_stolen_card' }) fraudType: string;
  @Choice({
    description:
      'frozen: what was left is out of reach. refunded: what was left went back to the card. noted: nothing was left. disputed: a dispute took it over. lifted: staff found it good. Until it is lifted, no card of the person is charged by itself',
    of: STATUSES,
  })
  status: (typeof STATUSES)[number];
  @Shown('The payment, in minor units', { type: 'integer' }) amountMinor: number;
  @Shown('Frozen for the warning now, in minor units', { type: 'integer' }) frozenMinor: number;
  @Shown('Given back to the card for it, in minor units', { type: 'integer' }) refundedMinor: number;
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
  @Moment({ description: 'It came at' }) createdAt: string;
  @Moment({ description: 'Lifted at', nullable: true }) liftedAt: string | null;
  @Shown('Why it was lifted', { type: String, nullable: true }) liftReason: string | null;
}

export class FraudWarningList extends ListEnvelope {
  @Shown('Newest first', { type: () => [FraudWarningView] }) data: FraudWarningView[];
}

export class LiftFraudWarning {
  @Text({ description: 'Why; the audit log keeps it', max: 500, example: 'The caller showed us the card' })
  reason: string;
}

export class SetFraudWarningRules {
  @MinorUnits({
    description: 'Payments below this go back to the card when nearly all of them is left; 0 = none',
    example: 5000,
  })
  refundBelowMinor: number;
}

export class FraudWarningRules extends SetFraudWarningRules {
  @Shown('ISO 4217', { type: String, example: 'EUR' }) currency: string;
}

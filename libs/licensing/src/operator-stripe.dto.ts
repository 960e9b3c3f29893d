import { AccountHealthView } from '@app/billing';
import { Id, ListEnvelope, Moment, Shown } from '@app/kernel';

const Minor = (description: string): PropertyDecorator => Shown(`${description}, in minor units`, { type: 'integer' });

/** Control totals of one moment over all licensees whose money lies at one account of Stripe. */
export class StripeComparisonView {
  @Id('comparison', { description: 'Id' }) id: string;
  @Shown("Id of the licensee whose own account at Stripe it is; null = the operator's", {
    type: String,
    nullable: true,
  })
  licenseeId: string | null;
  @Shown('Its name; null = the operator', { type: String, nullable: true }) licenseeName: string | null;
  @Shown('ISO 4217 code', { type: String, example: 'EUR' }) currency: string;
  @Shown("Which of Stripe's two APIs opens accounts of payees there; null = not known before the first", {
    type: String,
    enum: ['v1', 'v2'],
    nullable: true,
  })
  accountsApi: 'v1' | 'v2' | null;
  @Moment({ description: 'When all figures were true' }) comparedAt: string;
  @Minor('What our ledgers say lies at Stripe') ledgerMinor: number;
  @Minor('Credited on a confirmed payment whose line at Stripe is not seen yet') inFlightMinor: number;
  @Minor('Lines at Stripe that have their posting') postedMinor: number;
  @Minor('All lines at Stripe') mirrorMinor: number;
  @Minor("Stripe's balance, pending and available") stripeMinor: number;
  @Minor('Lines whose cause nobody knows') suspenseMinor: number;
  @Shown('Lines that wait for their posting', { type: 'integer' }) waiting: number;
  @Minor('What none of this explains; must be 0') unexplainedMinor: number;
}

export class StripeComparisonList extends ListEnvelope {
  @Shown('The newest comparison of each account at Stripe and currency, those of the operator first', {
    type: () => [StripeComparisonView],
  })
  data: StripeComparisonView[];
}

/** An account at Stripe by which payments are taken. */
export class OperatorStripeAccountView {
  @Shown("Id of the licensee whose own it is; null = the operator's", { type: String, nullable: true })
  licenseeId: string | null;
  @Shown('Its name; null = the operator', { type: String, nullable: true }) licenseeName: string | null;
  @Shown("When the last event came from a licensee's own account, to the minute; null = none yet, or not asked", {
    type: String,
    format: 'date-time',
    nullable: true,
  })
  lastEventAt: string | null;
  @Shown('How it was when Stripe said so last', { type: () => AccountHealthView }) health: AccountHealthView;
}

export class OperatorStripeAccountList extends ListEnvelope {
  @Shown("Every account that was looked at, the operator's first", { type: () => [OperatorStripeAccountView] })
  data: OperatorStripeAccountView[];
}

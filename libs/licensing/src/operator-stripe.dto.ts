import { Id, ListEnvelope, Moment, Shown } from '@app/kernel';

const Minor = (description: string): PropertyDecorator => Shown(`${description}, in minor units`, { type: 'integer' });

/** Control totals of one moment over all licensees. */
export class StripeComparisonView {
  @Id('comparison', { description: 'Id' }) id: string;
  @Shown('ISO 4217 code', { type: String, example: 'EUR' }) currency: string;
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
  @Shown('The newest comparison of each currency', { type: () => [StripeComparisonView] })
  data: StripeComparisonView[];
}

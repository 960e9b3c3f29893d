import { Injectable } from '@nestjs/common';
import { type Context, Db, publicId, toJsonMinor, wholeList } from '@app/kernel';
import { type StripeComparison, StripeComparisonService, unexplainedMinor } from '@app/billing';
import type { StripeComparisonList, StripeComparisonView } from './operator-stripe.dto.js';

/** Our books against Stripe's balance, for the operator [M8]. */
@Injectable()
export class OperatorStripeService {
  constructor(
    private readonly db: Db,
    private readonly comparison: StripeComparisonService,
  ) {}

  async latest(ctx: Context): Promise<StripeComparisonList> {
    return listOf(await this.db.read(ctx, (tx) => this.comparison.latest(tx)));
  }

  /** Asks Stripe now. @throws PaymentsUnavailable */
  async compare(): Promise<StripeComparisonList> {
    return listOf(await this.comparison.compare());
  }
}

const listOf = (rows: readonly StripeComparison[]): StripeComparisonList => wholeList(rows.map(view));

const view = (one: StripeComparison): StripeComparisonView => ({
  id: publicId('comparison', one.id),
  currency: one.currency,
  comparedAt: one.comparedAt.toISOString(),
  ledgerMinor: toJsonMinor(one.ledgerMinor),
  inFlightMinor: toJsonMinor(one.inFlightMinor),
  postedMinor: toJsonMinor(one.postedMinor),
  mirrorMinor: toJsonMinor(one.mirrorMinor),
  stripeMinor: toJsonMinor(one.stripeMinor),
  suspenseMinor: toJsonMinor(one.suspenseMinor),
  waiting: one.waiting,
  unexplainedMinor: toJsonMinor(unexplainedMinor(one)),
});

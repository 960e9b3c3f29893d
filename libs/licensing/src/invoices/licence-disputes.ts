import { Injectable } from '@nestjs/common';
import { type DisputeFacts, OtherDisputes, finishEvent } from '@app/billing';
import type { Context } from '@app/kernel';
import { OperatorTenant } from '../operator-tenant.js';
import { LicenceReturnsService } from './licence-returns.service.js';

/** Payments of invoices that a bank takes back. Their events are the operator's, like the money. */
@Injectable()
export class LicenceDisputes extends OtherDisputes {
  constructor(
    private readonly operator: OperatorTenant,
    private readonly returns: LicenceReturnsService,
  ) {
    super();
  }

  async apply(ctx: Context, { disputeId, ...facts }: DisputeFacts, eventId?: string): Promise<boolean> {
    if (ctx.licenseeId !== (await this.operator.id())) return false;
    return this.returns.apply({ ...facts, kind: 'dispute', stripeId: disputeId }, async (tx) => {
      if (eventId !== undefined) await this.operator.within(tx, (operators) => finishEvent(operators, eventId, 'done'));
    });
  }
}

import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { type Context, Db, Jobs, Outbox, instancesOf } from '@app/kernel';
import type { Payee } from './connect-account-rows.js';
import { type NoPayout, type PayoutCause, PayoutClaims } from './payout-claims.js';
import { factOf, lockPayout } from './payout-rows.js';
import { PayoutStarted } from './payouts.events.js';
import { ShareDebts } from './share-debts.js';

/** Starts payouts; {@link PayoutSteps} brings them to their end. */
@Injectable()
export class PayoutsService {
  private debts?: readonly ShareDebts[];

  constructor(
    private readonly db: Db,
    private readonly claims: PayoutClaims,
    private readonly jobs: Jobs,
    private readonly outbox: Outbox,
    private readonly discovery: DiscoveryService,
  ) {}

  /** Claims what a payee may be paid, and pays it; a licensee is paid what is left after what it agreed to settle first. @returns why there is no payout, or its id */
  async start(
    ctx: Context,
    payee: Payee,
    cause: PayoutCause,
    requestedBy: string | null = null,
  ): Promise<{ payoutId: string } | { none: NoPayout; minimumMinor?: bigint }> {
    if (payee.party === 'licensee')
      for (const debts of (this.debts ??= instancesOf(this.discovery, ShareDebts))) await debts.settle(ctx);
    return this.db.transaction(ctx, async (tx) => {
      const claim = await this.claims.claim(tx, payee, cause, requestedBy);
      if ('none' in claim) return claim;
      const payout = await lockPayout(tx, claim.payoutId);
      await this.outbox.add(tx, PayoutStarted, factOf(payout));
      await this.jobs.add(tx, 'billing.advance_payout', { id: payout.id }, { queue: `payout:${payout.id}` });
      return claim;
    });
  }
}

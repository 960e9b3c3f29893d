import { Injectable } from '@nestjs/common';
import { type Tx, rowsOf } from '@app/kernel';
import { OPERATOR_CONTEXT } from '../stripe/stripe-context.js';
import { FxPositions } from './fx-positions.service.js';
import { TreasuryService } from './treasury.service.js';

/** How much of one currency may go to the safeguarding account, and come back, in minor units; below zero where more is there than should be. */
@Injectable()
export class SafeguardLimits {
  constructor(
    private readonly treasury: TreasuryService,
    private readonly fx: FxPositions,
  ) {}

  /**
   * Unspent money of callers that lies at Stripe in their currency. What Stripe settled in another one lies there in that: to send it out in theirs would be to send
   * somebody else's.
   * @param availableMinor what Stripe lets go
   */
  async out(currency: string, availableMinor: bigint): Promise<bigint> {
    const { walletsMinor, safeguardedMinor } = await this.coverage(currency);
    const elsewhere = (await this.fx.positions())
      .filter((one) => one.context === OPERATOR_CONTEXT.name && one.currency === currency)
      .reduce((sum, { shortMinor }) => sum + shortMinor, 0n);
    const unspent = walletsMinor - safeguardedMinor - (elsewhere > 0n ? elsewhere : 0n);
    return unspent < availableMinor ? unspent : availableMinor;
  }

  /**
   * What is there. What is asked back counts as gone until its line at Stripe is posted, also when Stripe has called it done before; what has not arrived at the bank cannot
   * be asked for.
   */
  async back(tx: Tx, currency: string): Promise<bigint> {
    const { safeguardedMinor } = await this.coverage(currency);
    const [open] = await rowsOf<{ sum: bigint }>(
      tx,
      `select coalesce(sum(m.amount), 0)::bigint as sum from app.safeguard_move m
        where m.licensee_id = $1 and m.currency = $2
          and case m.direction when 'out' then m.status in ('requested', 'under_way')
                               else m.status <> 'failed' and not exists (select 1 from app.ledger_transaction t where t.licensee_id = m.licensee_id and t.ref_id = m.id) end`,
      [tx.ctx.licenseeId, currency],
    );
    return safeguardedMinor - open!.sum;
  }

  private async coverage(currency: string): Promise<{ walletsMinor: bigint; safeguardedMinor: bigint }> {
    const found = (await this.treasury.coverage()).find((one) => one.currency === currency);
    return found ?? { walletsMinor: 0n, safeguardedMinor: 0n };
  }
}

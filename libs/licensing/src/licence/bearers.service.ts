import { Injectable } from '@nestjs/common';
import { Ledger, MoneyRulesService, Topologies } from '@app/billing';
import { type Context, Db, type Tx, recordOperatorAudit } from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import type { BearersView, SetBearers } from './bearers.dto.js';
import { SellerFixed } from './licence.problems.js';
import { subjectOf } from './licences.service.js';

/** Who bears Stripe's fees and disputes, and who sells: agreed in the licence, set by the operator, seen by both [J14]. */
@Injectable()
export class BearersService {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly rules: MoneyRulesService,
    private readonly ledger: Ledger,
    private readonly topologies: Topologies,
  ) {}

  /** Of the tenant of the context. */
  show(ctx: Context): Promise<BearersView> {
    return this.db.read(ctx, (tx) => this.view(tx));
  }

  /** Of one licensee. @throws NotFound */
  async showOf(ctx: Context, licenseeId: string): Promise<BearersView> {
    return this.db.read(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      await this.licensees.operatedLicensee(tx);
      return this.view(tx);
    });
  }

  /** From the next fee, dispute and payout on. @throws NotFound, SellerFixed, OperatorOutsideFlow */
  async set(ctx: Context, licenseeId: string, { reason, ...bearers }: SetBearers): Promise<BearersView> {
    return this.db.transaction(await this.licensees.operatorContext(ctx, licenseeId), async (tx) => {
      const { currency } = await this.licensees.operatedLicensee(tx);
      const before = await this.view(tx);
      await this.topologies.assertAgreeable(tx, bearers);
      if (bearers.sellerOfRecord !== before.sellerOfRecord) await this.assertNoTaxWaits(tx, currency);
      await this.rules.set(tx, bearers);
      const after = await this.view(tx);
      await recordOperatorAudit(tx, ctx.licenseeId, {
        action: 'bearers.changed',
        subject: subjectOf(tx),
        before: { ...before },
        after: { ...after },
        reason,
      });
      return after;
    });
  }

  /** Tax that waits belongs to the seller of its calls: a change would hand it to the other one. */
  private async assertNoTaxWaits(tx: Tx, currency: string): Promise<void> {
    const { tax } = await this.ledger.house(tx, currency, 'tax');
    if ((await this.ledger.houseBalance(tx, tax)) !== 0n) throw new SellerFixed();
  }

  private async view(tx: Tx): Promise<BearersView> {
    const { stripeFeeBearer, disputeBearer, disputeFeeBearer, sellerOfRecord } = await this.rules.of(tx);
    return { stripeFeeBearer, disputeBearer, disputeFeeBearer, sellerOfRecord };
  }
}

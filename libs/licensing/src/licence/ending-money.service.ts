import { Injectable } from '@nestjs/common';
import {
  type HandPaymentView,
  type MoneyHolder,
  NothingToRefund,
  type PayByHand,
  UnreturnedMoney,
  WalletRefundsService,
} from '@app/billing';
import {
  type AuditEntry,
  type Context,
  Db,
  type Tx,
  publicId,
  recordAudit,
  recordOperatorAudit,
  toJsonMinor,
} from '@app/kernel';
import { LicenseesService } from '@app/licensees';
import { OperatorTenant } from '../operator-tenant.js';
import type { SentBackView } from './ending-money.dto.js';
import { Licence } from './licence.entity.js';
import { LicenceNotOver } from './licence.problems.js';

/** What the two sides do about money that no card took back at the end of a licence [A22]. `ctx` is in the tenant of the licensee. */
@Injectable()
export class EndingMoney {
  constructor(
    private readonly db: Db,
    private readonly unreturned: UnreturnedMoney,
    private readonly refunds: WalletRefundsService,
    private readonly licensees: LicenseesService,
    private readonly operator: OperatorTenant,
  ) {}

  /** Sends what is in a wallet to its cards once more, without waiting for the run. @throws NotFound, LicenceNotOver, NothingToRefund */
  async sendAgain(ctx: Context, personId: string, as: MoneyHolder): Promise<SentBackView> {
    const { tries, currency } = await this.db.read(ctx, async (tx) => {
      const before = await this.unreturned.triesOf(tx, personId);
      await assertOver(tx);
      return { tries: before, currency: await this.licensees.currencyOf(tx) };
    });
    const audit = await this.auditOf(as);
    const sent = await this.refunds.refundAll(ctx, personId, 'licence_ended', 'The licence of this service has ended', {
      tries,
      record: (tx, amount) =>
        audit(tx, {
          action: 'wallet.sent_back_again',
          subject: { kind: 'person', id: publicId('person', personId) },
          after: { amountMinor: toJsonMinor(amount), currency },
        }),
    });
    if (sent === 0n) throw new NothingToRefund(0n);
    return { sentMinor: toJsonMinor(sent), currency };
  }

  /** @throws NotFound, LicenceNotOver, NothingUnreturned, MoneyKeptElsewhere, BudgetGoesBack */
  async payByHand(ctx: Context, personId: string, input: PayByHand, as: MoneyHolder): Promise<HandPaymentView> {
    const audit = await this.auditOf(as);
    return this.db.transaction(ctx, async (tx) => {
      await this.unreturned.assertEndUser(tx, personId);
      await assertOver(tx);
      return this.unreturned.payByHand(tx, personId, input, as, audit);
    });
  }

  private async auditOf(as: MoneyHolder): Promise<(tx: Tx, entry: AuditEntry) => Promise<void>> {
    if (as === 'licensee') return recordAudit;
    const operatorId = await this.operator.id();
    return (tx, entry) => recordOperatorAudit(tx, operatorId, entry);
  }
}

/** Before its end money goes back by refunds, which say in the wallet why. */
async function assertOver(tx: Tx): Promise<void> {
  const isOver = await tx.existsBy(Licence, { licenseeId: tx.ctx.licenseeId, status: 'terminated' });
  if (!isOver) throw new LicenceNotOver();
}

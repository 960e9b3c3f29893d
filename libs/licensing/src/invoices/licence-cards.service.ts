import { Injectable } from '@nestjs/common';
import { type Context, Db, type Tx, recordAudit } from '@app/kernel';
import { LicenceBilling, type LicencePaymentFacts } from '../licence-billing.js';
import { licenceToChange } from '../licence/licence.queries.js';
import { BillingProfilesService } from './billing-profiles.service.js';
import { type LicenceCardState, cardView } from './invoices.dto.js';
import { LicenceCustomer } from './licence-payment.entity.js';

const NO_CARD = { paymentMethodId: null, brand: null, last4: null, expMonth: null, expYear: null } as const;

/** Whom Stripe knows the licensee as, and the card that its invoices are charged to. */
@Injectable()
export class LicenceCardsService {
  constructor(
    private readonly db: Db,
    private readonly profiles: BillingProfilesService,
    private readonly billing: LicenceBilling,
  ) {}

  /** The card that pays the invoices of the tenant. */
  show(ctx: Context): Promise<LicenceCardState> {
    return this.db.read(ctx, async (tx) =>
      cardView(await tx.findOneBy(LicenceCustomer, { licenseeId: ctx.licenseeId })),
    );
  }

  /** No invoice is charged to it any more. Repeating it changes nothing. */
  async remove(ctx: Context): Promise<void> {
    const { licenseeId } = ctx;
    const known = await this.db.read(ctx, (tx) => tx.findOneBy(LicenceCustomer, { licenseeId }));
    if (!known || known.paymentMethodId === null) return;
    await this.billing.removeCard(known.paymentMethodId);
    await this.db.transaction(ctx, async (tx) => {
      await tx.update(
        LicenceCustomer,
        { licenseeId, paymentMethodId: known.paymentMethodId! },
        { ...NO_CARD, changedAt: tx.now },
      );
      await recordAudit(tx, { action: 'licence_card.removed', after: { last4: known.last4 } });
    });
  }

  /** The card of a payment that arrived is charged from now on. */
  async remember(tx: Tx, card: NonNullable<LicencePaymentFacts['card']>): Promise<void> {
    await tx.update(LicenceCustomer, { licenseeId: tx.ctx.licenseeId }, { ...card, changedAt: tx.now });
  }

  /** Whoever took a payment back is asked before the next one. The card stays at Stripe, where the operator may need it for the dispute. */
  async forget(tx: Tx): Promise<void> {
    const { licenseeId } = tx.ctx;
    const known = await tx.findOneBy(LicenceCustomer, { licenseeId });
    if (!known || known.paymentMethodId === null) return;
    await tx.update(LicenceCustomer, { licenseeId }, { ...NO_CARD, changedAt: tx.now });
    await recordAudit(tx, { action: 'licence_card.removed', after: { last4: known.last4 } });
  }

  /** Made at Stripe when it is needed first. @throws InvoicePartyMissing */
  async customerOf(ctx: Context): Promise<LicenceCustomer> {
    const { licenseeId } = ctx;
    const known = await this.db.read(ctx, (tx) => tx.findOneBy(LicenceCustomer, { licenseeId }));
    if (known) return known;
    const { email, company } = await this.db.read(ctx, (tx) => this.profiles.needed(tx));
    const customerId = await this.billing.createCustomer({ licenseeId, email, company });
    return this.db.transaction(ctx, async (tx) => {
      await licenceToChange(tx);
      const other = await tx.findOneBy(LicenceCustomer, { licenseeId });
      if (other) return other;
      await tx.insert(LicenceCustomer, { licenseeId, customerId, changedAt: tx.now });
      return tx.findOneByOrFail(LicenceCustomer, { licenseeId });
    });
  }
}

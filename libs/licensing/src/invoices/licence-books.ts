import { Injectable } from '@nestjs/common';
import type { Tx } from '@app/kernel';
import { Ledger, type HouseKind, type TransactionKind } from '@app/billing';
import { OperatorTenant } from '../operator-tenant.js';

interface LicencePosting {
  readonly kind: Extract<
    TransactionKind,
    | 'licence_invoice'
    | 'licence_payment'
    | 'licence_credit_note'
    | 'licence_netting'
    | 'licence_netting_return'
    | 'write_off'
    | 'dispute_lost'
  >;
  readonly key: string;
  readonly currency: string;
  /** The invoice: it tells whose receivable it is. */
  readonly invoiceId: string;
  /** Positive = credit; they sum to zero. */
  readonly legs: Partial<Record<HouseKind, bigint>>;
}

/** Postings about licences: they are the operator's, in the books of its own tenant [money.md P15]. */
@Injectable()
export class LicenceBooks {
  constructor(
    private readonly ledger: Ledger,
    private readonly operator: OperatorTenant,
  ) {}

  /** @returns the id of the transaction, in the operator's books */
  post(tx: Tx, posting: LicencePosting): Promise<string> {
    return this.operator.within(tx, async (operators) => {
      const kinds = Object.keys(posting.legs) as HouseKind[];
      const house = await this.ledger.house(operators, posting.currency, ...kinds);
      return this.ledger.post(operators, {
        kind: posting.kind,
        currency: posting.currency,
        key: posting.key,
        refId: posting.invoiceId,
        legs: kinds.map((kind) => ({ accountId: house[kind], amount: posting.legs[kind]! })),
      });
    });
  }
}

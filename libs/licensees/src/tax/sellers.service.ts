import { Injectable } from '@nestjs/common';
import { Db, type Tx, inTenant, rowsOf } from '@app/kernel';
import { isInEu, taxNumber } from './tax-numbers.js';
import type { VatNumber } from './vat-register.js';

/** Who sells, as the tax office sees them. */
export interface Seller {
  /** Country whose tax is tax at home, ISO 3166-1. */
  readonly country: string;
  /** The own number of the EU; null without one. */
  readonly vatNumber: VatNumber | null;
  /** The company and its tax number of whatever country, as its invoices name them; null without a number. */
  readonly stated: { readonly company: string; readonly taxNumber: string } | null;
}

/** Whose supply a call is: the licensee's, or the operator's where the licence says that it sells. */
@Injectable()
export class Sellers {
  private operatorId?: string;

  constructor(private readonly db: Db) {}

  /** Who sells the calls of the tenant. */
  async ofCalls(tx: Tx): Promise<Seller> {
    const [row] = await rowsOf<{ seller: string | null }>(
      tx,
      'select seller_of_record as seller from app.money_rules where licensee_id = $1',
      [tx.ctx.licenseeId],
    );
    return row?.seller === 'operator' ? this.operator(tx) : own(tx);
  }

  /** Who buys from advisors: the licensee. */
  ofPayouts(tx: Tx): Promise<Seller> {
    return own(tx);
  }

  /** Who sells the licence. Only its name, its country and its number are read in the operator's tenant: they stand on every invoice. */
  async operator(tx: Tx): Promise<Seller> {
    if (this.operatorId === undefined) {
      const [row] = await this.db.resolve<{ id: string | null }>('select app.operator_licensee() as id');
      if (row!.id === null) return own(tx);
      this.operatorId = row!.id;
    }
    return inTenant(tx, this.operatorId, own);
  }
}

/** The company of the tenant, as its billing profile names it. The profile is the licensing module's; its invoices name the same company. */
async function own(tx: Tx): Promise<Seller> {
  const [row] = await rowsOf<{
    home: string;
    company: string | null;
    country: string | null;
    tax_number: string | null;
  }>(
    tx,
    `select l.country as home, b.company, b.country, b.tax_number from app.licensee l left join app.billing_profile b on b.licensee_id = l.id where l.id = $1`,
    [tx.ctx.licenseeId],
  );
  const { home, company, country, tax_number: stated } = row!;
  const number = country !== null && stated !== null && isInEu(country) ? taxNumber(country, stated) : undefined;
  return {
    country: home,
    vatNumber: number === undefined ? null : { country: country!, number },
    stated: company === null || stated === null ? null : { company, taxNumber: stated },
  };
}

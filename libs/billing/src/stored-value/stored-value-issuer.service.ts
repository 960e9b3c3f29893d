import { Injectable } from '@nestjs/common';
import { Db, type Tx, inTenant, rowsOf } from '@app/kernel';
import { companyParty } from '../payout-documents/document-party.js';
import type { DocumentParty } from '../payout-documents/payout-document.js';
import { MoneyRulesService } from '../money-rules.service.js';

/** Who issues the balance of end users: the seller of record, by the name of its company. */
@Injectable()
export class StoredValueIssuer {
  private operator?: string;

  constructor(
    private readonly db: Db,
    private readonly rules: MoneyRulesService,
  ) {}

  /** Finds the operator's tenant, once: it takes a connection of its own, so not inside of a transaction. */
  async ready(): Promise<void> {
    if (this.operator !== undefined) return;
    const [row] = await this.db.resolve<{ id: string | null }>('select app.operator_licensee() as id');
    if (row!.id !== null) this.operator = row!.id;
  }

  /** The operator's tenant, behind {@link ready}; undefined in a house without one. */
  get operatorId(): string | undefined {
    return this.operator;
  }

  /** The tenant that issues what users of the tenant hold. Behind {@link ready}. */
  async idOf(tx: Tx): Promise<string> {
    const { topology, sellerOfRecord } = await this.rules.of(tx);
    // Who keeps the money itself issues its own.
    const isOperator = topology !== 'self_managed' && sellerOfRecord === 'operator';
    return isOperator ? (this.operator ?? tx.ctx.licenseeId) : tx.ctx.licenseeId;
  }

  /** Behind {@link ready}. */
  async nameOf(tx: Tx): Promise<string> {
    const issuerId = await this.idOf(tx);
    return issuerId === tx.ctx.licenseeId ? companyOf(tx) : inTenant(tx, issuerId, companyOf);
  }

  /** The company that sells, as documents name it. Behind {@link ready}. */
  async partyOf(tx: Tx): Promise<DocumentParty> {
    const issuerId = await this.idOf(tx);
    const { party } =
      issuerId === tx.ctx.licenseeId ? await companyParty(tx) : await inTenant(tx, issuerId, companyParty);
    return party;
  }

  /** Of the tenant itself. */
  companyOf(tx: Tx): Promise<string> {
    return companyOf(tx);
  }
}

/** The company as the billing profile names it, else the licensee's name. The profile is the licensing module's. */
async function companyOf(tx: Tx): Promise<string> {
  const [row] = await rowsOf<{ name: string }>(
    tx,
    `select coalesce(b.company, l.name) as name from app.licensee l left join app.billing_profile b on b.licensee_id = l.id where l.id = $1`,
    [tx.ctx.licenseeId],
  );
  return row!.name;
}

import { Injectable } from '@nestjs/common';
import { type Context, Db, Every, SecretBox, type Tx, log, rowsOf, systemContext } from '@app/kernel';
import type { DeclareTaxIdentity } from './payee-tax.dto.js';

/** What `app.payee_tax` keeps of an identity: sealed, or as it was written before identities were. */
export interface KeptIdentity {
  readonly identity: DeclareTaxIdentity | null;
  readonly identity_sealed: string | null;
}

const BATCH = 200;

/**
 * Seals tax identities for the row that keeps them: names, birth date, address and every number. Whoever reads the database, a copy of it or a backup, reads none
 * of them; whoever can write rows cannot give one advisor the identity of another.
 */
@Injectable()
export class TaxIdentities {
  constructor(
    private readonly db: Db,
    private readonly box: SecretBox,
  ) {}

  seal(licenseeId: string, advisorId: string, identity: DeclareTaxIdentity): string {
    return this.box.seal(placeOf(licenseeId, advisorId), JSON.stringify(identity));
  }

  /** @throws SealBroken */
  open(
    licenseeId: string,
    advisorId: string,
    { identity, identity_sealed: sealed }: KeptIdentity,
  ): DeclareTaxIdentity | null {
    return sealed === null
      ? identity
      : (JSON.parse(this.box.open(placeOf(licenseeId, advisorId), sealed)) as DeclareTaxIdentity);
  }

  /** Of all advisors of the tenant who declared one. */
  async all(tx: Tx): Promise<ReadonlyMap<string, DeclareTaxIdentity>> {
    const { licenseeId } = tx.ctx;
    const rows = await rowsOf<KeptIdentity & { advisor_id: string }>(
      tx,
      'select advisor_id, identity, identity_sealed from app.payee_tax where licensee_id = $1 and declared_at is not null',
      [licenseeId],
    );
    return new Map(rows.map((row) => [row.advisor_id, this.open(licenseeId, row.advisor_id, row)!]));
  }

  /** Rows of before identities were sealed. Safe to repeat, and for several workers: each row is locked while it is sealed. */
  @Every('*/15 * * * *', 'billing.seal_tax_identities')
  async sealPlain(): Promise<void> {
    for (const { id } of await this.db.resolve<{ id: string }>('select app.licensee_ids() as id')) {
      const ctx = systemContext(id, 'billing.seal_tax_identities');
      let total = 0;
      for (let sealed = BATCH; sealed === BATCH; total += sealed) sealed = await this.sealSome(ctx);
      if (total > 0) log.info({ licenseeId: id, total }, 'tax identities were sealed');
    }
  }

  private sealSome(ctx: Context): Promise<number> {
    return this.db.transaction(ctx, async (tx) => {
      const rows = await rowsOf<{ advisor_id: string; identity: DeclareTaxIdentity }>(
        tx,
        `select advisor_id, identity from app.payee_tax where licensee_id = $1 and identity is not null
          order by advisor_id limit $2 for no key update`,
        [ctx.licenseeId, BATCH],
      );
      await rowsOf(
        tx,
        `update app.payee_tax p set identity = null, identity_sealed = s.sealed from unnest($2::uuid[], $3::text[]) s(advisor_id, sealed)
          where p.licensee_id = $1 and p.advisor_id = s.advisor_id`,
        [
          ctx.licenseeId,
          rows.map((row) => row.advisor_id),
          rows.map((row) => this.seal(ctx.licenseeId, row.advisor_id, row.identity)),
        ],
      );
      return rows.length;
    });
  }
}

export const placeOf = (licenseeId: string, advisorId: string) => ({
  licenseeId,
  column: 'payee_tax.identity_sealed',
  row: advisorId,
});

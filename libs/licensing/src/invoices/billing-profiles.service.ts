import { Injectable } from '@nestjs/common';
import { type Context, Db, Every, InvalidRequest, NotFound, type Tx, publicId, recordAudit, rowsOf } from '@app/kernel';
import { VatNumbers, taxNumber, taxNumberExample, standingsOf } from '@app/licensees';
import { BillingProfile, InvoiceIssuer } from './billing-profile.entity.js';
import {
  type BillingAddress,
  type BillingProfileView,
  type ChangeBillingProfile,
  type ChangeInvoiceIssuer,
  type InvoiceIssuerView,
  NO_PROFILE,
  issuerView,
  profileView,
} from './billing-profiles.dto.js';
import { BillingProfileChanged, InvoicePartyMissing } from './invoice.problems.js';

/** Who invoices are for, and who they are from. A change touches no invoice that was issued: each keeps its copy. */
@Injectable()
export class BillingProfilesService {
  constructor(
    private readonly db: Db,
    private readonly vatNumbers: VatNumbers,
  ) {}

  /** Empty, with revision 0, while there is none. */
  show(ctx: Context): Promise<BillingProfileView> {
    return this.db.read(ctx, (tx) => shown(tx));
  }

  /** @throws InvalidRequest for a tax number that cannot be right, BillingProfileChanged */
  change(ctx: Context, input: ChangeBillingProfile): Promise<BillingProfileView> {
    return this.db.transaction(ctx, async (tx) => {
      await this.write(tx, input, input.revision);
      return shown(tx);
    });
  }

  /** The operator's own; `ctx` is the operator's. @throws NotFound while there is none */
  showIssuer(ctx: Context): Promise<InvoiceIssuerView> {
    return this.db.read(ctx, async (tx) => {
      const issuer = await tx.findOneBy(InvoiceIssuer, { licenseeId: ctx.licenseeId });
      if (!issuer) throw new NotFound();
      return issuerView(await shown(tx), issuer);
    });
  }

  /** @throws InvalidRequest, BillingProfileChanged */
  changeIssuer(ctx: Context, input: ChangeInvoiceIssuer): Promise<InvoiceIssuerView> {
    return this.db.transaction(ctx, async (tx) => {
      await this.write(tx, input, input.revision);
      const issuer: InvoiceIssuer = {
        licenseeId: ctx.licenseeId,
        series: input.series,
        taxRateBp: input.taxRateBp,
        paymentDays: input.paymentDays,
        bankDetails: input.bankDetails ?? null,
        changedAt: tx.now,
      };
      await tx.upsert(InvoiceIssuer, issuer, ['licenseeId']);
      return issuerView(await shown(tx), issuer);
    });
  }

  /** The profile of the tenant of the transaction. @throws InvoicePartyMissing */
  async needed(tx: Tx): Promise<BillingProfile> {
    const profile = await tx.findOneBy(BillingProfile, { licenseeId: tx.ctx.licenseeId });
    if (!profile) throw new InvoicePartyMissing('billing_profile');
    return profile;
  }

  /** Whether the register of VAT numbers calls the tenant's own one invalid; while it is silent, nobody does. */
  async isNumberRefused(tx: Tx): Promise<boolean> {
    return (await standingOf(tx))?.result === 'invalid';
  }

  /** In the operator's tenant: whether {@link issuer} is there. */
  async hasIssuer(tx: Tx): Promise<boolean> {
    const { licenseeId } = tx.ctx;
    return (await tx.existsBy(BillingProfile, { licenseeId })) && (await tx.existsBy(InvoiceIssuer, { licenseeId }));
  }

  /** In the operator's tenant. @throws InvoicePartyMissing */
  async issuer(tx: Tx): Promise<{ profile: BillingProfile; issuer: InvoiceIssuer }> {
    const profile = await tx.findOneBy(BillingProfile, { licenseeId: tx.ctx.licenseeId });
    const issuer = await tx.findOneBy(InvoiceIssuer, { licenseeId: tx.ctx.licenseeId });
    if (!profile || !issuer) throw new InvoicePartyMissing('issuer');
    return { profile, issuer };
  }

  /** Numbers that were given before the register of VAT numbers was asked for them. Safe to repeat. */
  @Every('22 * * * *', 'licensing.state_vat_numbers')
  async stateNumbers(): Promise<void> {
    await this.db.inEachTenant('licensing.state_vat_numbers', async (tx) => {
      const { licenseeId: id } = tx.ctx;
      const [unstated] = await rowsOf<{ country: string; number: string }>(
        tx,
        `select b.country, b.tax_number as number from app.billing_profile b where b.licensee_id = $1 and b.tax_number is not null
              and not exists (select 1 from app.vat_number n where n.licensee_id = b.licensee_id and n.subject = 'licensee')`,
        [id],
      );
      if (unstated) await this.vatNumbers.state(tx, 'licensee', id, unstated);
    });
  }

  /** Writes a profile under the revision that was read; 0 for the first. @throws InvalidRequest, BillingProfileChanged */
  async write(tx: Tx, input: BillingAddress, revision: number): Promise<void> {
    const { licenseeId } = tx.ctx;
    const before = await tx.findOneBy(BillingProfile, { licenseeId });
    const profile = {
      company: input.company.trim(),
      fullName: input.fullName.trim(),
      email: input.email.trim().toLowerCase(),
      phone: input.phone ?? null,
      line1: input.line1,
      line2: input.line2 ?? null,
      postalCode: input.postalCode,
      city: input.city,
      region: input.region ?? null,
      country: input.country,
      taxNumber: numberOf(input),
      changedAt: tx.now,
    };
    if (before) {
      const { affected } = await tx.update(
        BillingProfile,
        { licenseeId, revision },
        { ...profile, revision: revision + 1 },
      );
      if (affected !== 1) throw new BillingProfileChanged();
    } else {
      if (revision !== 0) throw new BillingProfileChanged();
      await tx.insert(BillingProfile, { licenseeId, ...profile, revision: 1 });
    }
    const { country, taxNumber: number } = profile;
    await this.vatNumbers.state(tx, 'licensee', licenseeId, number === null ? null : { country, number });
    await recordAudit(tx, {
      action: 'billing_profile.changed',
      subject: { kind: 'licensee', id: publicId('licensee', licenseeId) },
      after: { company: profile.company, country: profile.country, taxNumber: profile.taxNumber },
    });
  }
}

const standingOf = async (tx: Tx) => (await standingsOf(tx, 'licensee', [tx.ctx.licenseeId])).get(tx.ctx.licenseeId);

async function shown(tx: Tx): Promise<BillingProfileView> {
  const profile = await tx.findOneBy(BillingProfile, { licenseeId: tx.ctx.licenseeId });
  return profile ? profileView(profile, await standingOf(tx)) : NO_PROFILE;
}

function numberOf({ country, taxNumber: raw }: BillingAddress): string | null {
  if (raw === undefined) return null;
  const number = taxNumber(country, raw);
  if (number === undefined) {
    const example = taxNumberExample(country);
    throw new InvalidRequest([
      {
        pointer: '/taxNumber',
        detail: `is no tax number of ${country}${example === undefined ? '' : `; one looks like ${example}`}`,
      },
    ]);
  }
  return number;
}

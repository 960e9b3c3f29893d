import { Injectable } from '@nestjs/common';
import { type Context, Db, InvalidRequest, NotFound, type Tx, publicId, recordAudit } from '@app/kernel';
import { taxNumber, taxNumberExample } from '@app/licensees';
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
  constructor(private readonly db: Db) {}

  /** Empty, with revision 0, while there is none. */
  show(ctx: Context): Promise<BillingProfileView> {
    return this.db.read(ctx, async (tx) => {
      const profile = await tx.findOneBy(BillingProfile, { licenseeId: ctx.licenseeId });
      return profile ? profileView(profile) : NO_PROFILE;
    });
  }

  /** @throws InvalidRequest for a tax number that cannot be right, BillingProfileChanged */
  change(ctx: Context, input: ChangeBillingProfile): Promise<BillingProfileView> {
    return this.db.transaction(ctx, async (tx) => {
      await this.write(tx, input, input.revision);
      return profileView(await found(tx));
    });
  }

  /** The operator's own; `ctx` is the operator's. @throws NotFound while there is none */
  showIssuer(ctx: Context): Promise<InvoiceIssuerView> {
    return this.db.read(ctx, async (tx) => {
      const issuer = await tx.findOneBy(InvoiceIssuer, { licenseeId: ctx.licenseeId });
      if (!issuer) throw new NotFound();
      return issuerView(await found(tx), issuer);
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
      return issuerView(await found(tx), issuer);
    });
  }

  /** The profile of the tenant of the transaction. @throws InvoicePartyMissing */
  async needed(tx: Tx): Promise<BillingProfile> {
    const profile = await tx.findOneBy(BillingProfile, { licenseeId: tx.ctx.licenseeId });
    if (!profile) throw new InvoicePartyMissing('billing_profile');
    return profile;
  }

  /** In the operator's tenant. @throws InvoicePartyMissing */
  async issuer(tx: Tx): Promise<{ profile: BillingProfile; issuer: InvoiceIssuer }> {
    const profile = await tx.findOneBy(BillingProfile, { licenseeId: tx.ctx.licenseeId });
    const issuer = await tx.findOneBy(InvoiceIssuer, { licenseeId: tx.ctx.licenseeId });
    if (!profile || !issuer) throw new InvoicePartyMissing('issuer');
    return { profile, issuer };
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
    await recordAudit(tx, {
      action: 'billing_profile.changed',
      subject: { kind: 'licensee', id: publicId('licensee', licenseeId) },
      after: { company: profile.company, country: profile.country, taxNumber: profile.taxNumber },
    });
  }
}

async function found(tx: Tx): Promise<BillingProfile> {
  const profile = await tx.findOneBy(BillingProfile, { licenseeId: tx.ctx.licenseeId });
  if (!profile) throw new NotFound();
  return profile;
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

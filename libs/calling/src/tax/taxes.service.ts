import { Injectable } from '@nestjs/common';
import { type Context, Db, type Tx, localDate, personOf, rowsOf } from '@app/kernel';
import {
  type Licensee,
  type LicenseeTerms,
  LicenseesService,
  Sellers,
  TaxRatesService,
  isInEu,
  standingsOf,
} from '@app/licensees';
import type { Business } from '@app/identity';
import type { Taxed, TaxedBusiness, Terms } from '../pricing.js';
import { type Whereabouts, placeOf, placeOfBusiness } from './place-of-supply.js';
import type { TaxView } from './tax.dto.js';

export type TaxOfCall = Taxed & { readonly rateBp: number };

/** The country and rate of a call that is requested now [E24]: asked once, then frozen in its terms. */
@Injectable()
export class Taxes {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly rates: TaxRatesService,
    private readonly sellers: Sellers,
  ) {}

  /** For somebody who is not known. */
  show(ctx: Context): Promise<TaxView> {
    return this.view(ctx, undefined);
  }

  /** For the person who asks. */
  showOwn(ctx: Context): Promise<TaxView> {
    return this.view(ctx, personOf(ctx).personId);
  }

  /** By the seller's place no query is needed. @param callerId undefined for somebody who is not known */
  async of(
    tx: Tx,
    { taxPlace, taxRateBp }: Pick<LicenseeTerms, 'taxPlace' | 'taxRateBp'>,
    { country: home, timeZone }: Pick<Licensee, 'country' | 'timeZone'>,
    callerId: string | undefined,
  ): Promise<TaxOfCall> {
    if (taxPlace === 'seller') return { ...placeOf('seller', home, UNKNOWN, () => true), rateBp: taxRateBp };
    const day = localDate(tx.now, timeZone);
    const { business, ...known } = callerId === undefined ? UNKNOWN : await whereaboutsOf(tx, callerId);
    const countries = [known.declared, known.card, known.ip, business?.country ?? null, home].filter(
      (country) => country !== null,
    );
    const rates = await this.rates.ratesOf(tx, countries, day);
    // A home that the table does not know still has the rate that the licensee set for it.
    if (!rates.has(home)) rates.set(home, taxRateBp);
    const taxed =
      (business && (await this.ofBusiness(tx, business))) ??
      placeOf('customer', home, known, (country) => (rates.get(country) ?? 0) > 0);
    return {
      ...taxed,
      ...(business && { business }),
      rateBp: taxed.reverseCharge ? 0 : (rates.get(taxed.country) ?? 0),
    };
  }

  private async ofBusiness(tx: Tx, business: TaxedBusiness): Promise<Taxed | undefined> {
    return business.result === 'valid'
      ? placeOfBusiness((await this.sellers.ofCalls(tx)).country, business)
      : undefined;
  }

  private view(ctx: Context, personId: string | undefined): Promise<TaxView> {
    return this.db.read(ctx, async (tx) => {
      const rules = await this.licensees.termsOf(tx);
      const { rateBp, ...taxed } = await this.of(tx, rules, await this.licensees.licenseeOf(tx), personId);
      return taxView({ taxRateBp: rateBp, taxed, ...(rules.taxDisplay === 'exclusive' && { taxOnTop: true }) });
    });
  }
}

/** How a price under these terms is taxed and shown. */
export const taxView = ({ taxRateBp, taxOnTop, taxed }: Pick<Terms, 'taxRateBp' | 'taxOnTop' | 'taxed'>): TaxView => ({
  display: taxOnTop ? 'exclusive' : 'inclusive',
  rateBp: taxRateBp,
  country: taxed?.country ?? null,
  place: taxed?.place ?? 'seller',
  evidence: taxed?.evidence.map((one) => ({ ...one })) ?? [],
  reverseCharge: taxed?.reverseCharge ?? false,
  business: taxed?.business ?? null,
});

interface Known extends Whereabouts {
  /** A company with a number of the EU; undefined for everybody else. */
  readonly business?: TaxedBusiness;
}

const UNKNOWN: Known = { declared: null, card: null, ip: null };

/** What they said, where the bank of their newest saved card is, where they ask from themselves, and for which company they call. */
async function whereaboutsOf(tx: Tx, personId: string): Promise<Known> {
  const [row] = await rowsOf<Omit<Whereabouts, 'ip'> & { business: Business | null }>(
    tx,
    `select p.billing_country as declared, p.business,
            (select c.country from app.card c where c.licensee_id = p.licensee_id and c.person_id = p.id and c.removed_at is null and c.country is not null
              order by c.id desc limit 1) as card
       from app.person p where p.licensee_id = $1 and p.id = $2`,
    [tx.ctx.licenseeId, personId],
  );
  if (!row) return UNKNOWN;
  const { business, ...said } = row;
  const { actor, ipCountry = null } = tx.ctx;
  const isSelf = actor.kind === 'person' && actor.personId === personId;
  const known = { ...said, ip: isSelf ? ipCountry : null };
  const taxed = business && (await taxedBusiness(tx, personId, business));
  return taxed ? { ...known, business: taxed } : known;
}

async function taxedBusiness(
  tx: Tx,
  personId: string,
  { company, country, vatNumber }: Business,
): Promise<TaxedBusiness | undefined> {
  if (vatNumber === undefined || !isInEu(country)) return undefined;
  const standing = (await standingsOf(tx, 'user', [personId])).get(personId);
  return {
    company,
    country,
    vatNumber,
    result: standing?.result ?? 'unchecked',
    consultation: standing?.consultation ?? null,
    checkedAt: standing?.checkedAt?.toISOString() ?? null,
  };
}

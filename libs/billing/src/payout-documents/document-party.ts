import { type Tx, rowsOf } from '@app/kernel';
import type { DocumentParty } from './payout-document.js';

/** A company in a document, and the country by which it is taxed. */
export interface CompanyParty {
  readonly party: DocumentParty;
  readonly country: string;
}

/** The company of the tenant, as its licence names it, else by its name. The profile is the licensing module's; its own invoices name the same company. */
export async function companyParty(tx: Tx): Promise<CompanyParty> {
  const [row] = await rowsOf<{
    name: string;
    company: string | null;
    home: string;
    line1: string;
    line2: string | null;
    postal_code: string;
    city: string;
    country: string;
    tax_number: string | null;
  }>(
    tx,
    `select l.name, l.country as home, b.company, b.line1, b.line2, b.postal_code, b.city, b.country, b.tax_number
       from app.licensee l left join app.billing_profile b on b.licensee_id = l.id where l.id = $1`,
    [tx.ctx.licenseeId],
  );
  const { name, company, home, line1, line2, postal_code: postalCode, city, country, tax_number: taxNumber } = row!;
  if (company === null) return { party: { name, lines: [home], taxNumber: null }, country: home };
  return {
    party: {
      name: company,
      lines: [line1, line2, `${postalCode} ${city}`, country].filter((line): line is string => line !== null),
      taxNumber,
    },
    country,
  };
}

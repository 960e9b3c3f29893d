import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  NotFound,
  type SealedDocument,
  type Tx,
  documentLocale,
  localDate,
  newId,
  personOf,
  publicId,
  rowsOf,
  sealed,
  taxWithin,
  toJsonMinor,
  unsealed,
} from '@app/kernel';
import { LicenseesService, TaxRatesService, nextNumber, seriesOf, standingsOf, treatmentOf } from '@app/licensees';
import { MoneyRulesService } from '../money-rules.service.js';
import { nameOf } from '../payee-tax/dac7-report.js';
import { type PayeeTaxRow, PayeeTaxService, SELF_BILLING_VERSION } from '../payee-tax/payee-tax.service.js';
import { type CompanyParty, companyParty } from './document-party.js';
import {
  type DocumentParty,
  LINE_KINDS,
  type LineKind,
  type PayoutDocument,
  isSupply,
  lineOf,
} from './payout-document.js';
import { payoutPdf } from './payout-sheet.js';

interface PaidPayout {
  readonly id: string;
  readonly party: 'advisor' | 'licensee';
  readonly party_id: string;
  readonly currency: string;
  readonly amount: bigint;
  readonly tax_amount: bigint;
  readonly gift_amount: bigint;
}

interface Stored extends SealedDocument {
  readonly id: string;
  readonly number: string;
  readonly issued_at: Date;
}

/**
 * Documents of payouts [I9]: to an advisor an invoice in the advisor's name where they agreed to that and said who they are, else a statement; to the licensee a statement of its share. The number is taken in the
 * transaction that issues it, so a series has no gap; what was issued never changes, a payout that comes back takes a credit of its own.
 */
@Injectable()
export class PayoutDocuments {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly rates: TaxRatesService,
    private readonly payees: PayeeTaxService,
    private readonly rules: MoneyRulesService,
  ) {}

  /** Issues the document of a payout that has arrived, once. Part of the transaction in which it is paid. */
  async issue(tx: Tx, payout: PaidPayout): Promise<void> {
    if (await this.of(tx, payout.id)) return;
    if (payout.party === 'licensee') return this.issueOfShare(tx, payout);
    const licensee = await this.licensees.licenseeOf(tx);
    const tax = await this.payees.rowOf(tx, payout.party_id);
    const agreed = tax.identity !== null && tax.self_billing_version === SELF_BILLING_VERSION;
    const kind = agreed ? 'self_billing' : 'payout_statement';
    const lines = await linesOf(tx, payout.id);
    const customer = await companyParty(tx);
    const document: PayoutDocument = {
      version: 1,
      kind,
      number: await nextNumber(tx, seriesOf(licensee.slug), kind),
      locale: documentLocale(licensee.locale),
      issuedOn: localDate(tx.now, licensee.timeZone),
      currency: payout.currency,
      payoutId: publicId('payout', payout.id),
      supplier: await supplierOf(tx, payout.party_id, tax),
      customer: customer.party,
      agreement: agreed
        ? { version: tax.self_billing_version!, acceptedOn: localDate(tax.self_billing_at!, licensee.timeZone) }
        : null,
      lines: lines.map(({ amount, ...line }) => ({ ...line, amountMinor: toJsonMinor(amount) })),
      tax: agreed
        ? await this.taxOf(tx, payout.party_id, tax, lines, customer, localDate(tx.now, licensee.timeZone))
        : null,
      totalMinor: toJsonMinor(payout.amount),
      feeBearer: (await this.rules.of(tx)).stripeFeeBearer,
      original: null,
      reason: null,
    };
    await store(tx, payout.id, document, null);
  }

  /** To the licensee: its share, and what of it gifts took, so that what is paid can be followed from the calls. */
  private async issueOfShare(tx: Tx, payout: PaidPayout): Promise<void> {
    const licensee = await this.licensees.licenseeOf(tx);
    const [operator] = await this.db.resolve<{ name: string }>('select app.operator_name() as name');
    const lines: readonly Line[] = [
      { kind: 'share', count: 0, amount: payout.amount - payout.tax_amount + payout.gift_amount },
      { kind: 'gifts', count: 0, amount: -payout.gift_amount },
      { kind: 'tax', count: 0, amount: payout.tax_amount },
    ];
    const document: PayoutDocument = {
      version: 1,
      kind: 'payout_statement',
      number: await nextNumber(tx, seriesOf(licensee.slug), 'payout_statement'),
      locale: documentLocale(licensee.locale),
      issuedOn: localDate(tx.now, licensee.timeZone),
      currency: payout.currency,
      payoutId: publicId('payout', payout.id),
      party: 'licensee',
      supplier: (await companyParty(tx)).party,
      customer: { name: operator!.name, lines: [], taxNumber: null },
      agreement: null,
      lines: lines
        .filter(({ kind, amount }) => kind === 'share' || amount !== 0n)
        .map(({ amount, ...line }) => ({ ...line, amountMinor: toJsonMinor(amount) })),
      tax: null,
      totalMinor: toJsonMinor(payout.amount),
      original: null,
      reason: null,
    };
    await store(tx, payout.id, document, null);
  }

  /** Takes back the document of a payout that did not arrive after all. Part of the transaction that gives the earnings back. */
  async credit(tx: Tx, payout: PaidPayout, reason: string): Promise<void> {
    const original = await this.of(tx, payout.id);
    if (!original) return;
    const [credited] = await rowsOf(
      tx,
      'select 1 from app.payout_document where licensee_id = $1 and original_id = $2',
      [tx.ctx.licenseeId, original.id],
    );
    if (credited) return;
    const licensee = await this.licensees.licenseeOf(tx);
    const issued = unsealed<PayoutDocument>(original);
    const document: PayoutDocument = {
      ...issued,
      kind: 'payout_credit',
      number: await nextNumber(tx, seriesOf(licensee.slug), 'payout_credit'),
      issuedOn: localDate(tx.now, licensee.timeZone),
      lines: issued.lines.map((line) => ({ ...line, amountMinor: -line.amountMinor })),
      tax: issued.tax && { ...issued.tax, netMinor: -issued.tax.netMinor, amountMinor: -issued.tax.amountMinor },
      totalMinor: -issued.totalMinor,
      original: { number: issued.number, issuedOn: issued.issuedOn },
      reason,
    };
    await store(tx, payout.id, document, original.id);
  }

  /** A document as it was issued, with its hash; an advisor has their own only. @throws NotFound */
  show(ctx: Context, id: string): Promise<{ document: PayoutDocument; sha256: string }> {
    return this.db.read(ctx, async (tx) => {
      const stored = await this.visible(tx, id);
      return { document: unsealed<PayoutDocument>(stored), sha256: stored.sha256.toString('hex') };
    });
  }

  /** @throws NotFound */
  async pdf(ctx: Context, id: string): Promise<{ name: string; bytes: Buffer }> {
    const stored = await this.db.read(ctx, (tx) => this.visible(tx, id));
    return { name: `${stored.number}.pdf`, bytes: await payoutPdf(unsealed<PayoutDocument>(stored)) };
  }

  private async visible(tx: Tx, id: string): Promise<Stored> {
    const { role, personId } = personOf(tx.ctx);
    const [stored] = await rowsOf<Stored>(
      tx,
      `select d.id, d.number, d.payload, d.sha256, d.issued_at from app.payout_document d
         join app.payout p on p.licensee_id = d.licensee_id and p.id = d.payout_id
         left join app.advisor a on a.licensee_id = p.licensee_id and p.party = 'advisor' and a.id = p.party_id
        where d.licensee_id = $1 and d.id = $2 and ($3::uuid is null or a.person_id = $3)`,
      [tx.ctx.licenseeId, id, role === 'advisor' ? personId : null],
    );
    if (!stored) throw new NotFound();
    return stored;
  }

  private async of(tx: Tx, payoutId: string): Promise<Stored | undefined> {
    const [stored] = await rowsOf<Stored>(
      tx,
      'select id, number, payload, sha256, issued_at from app.payout_document where licensee_id = $1 and payout_id = $2 and original_id is null',
      [tx.ctx.licenseeId, payoutId],
    );
    return stored;
  }

  /**
   * The tax in what an advisor who is registered for it supplied to the licensee, a company. What is paid out does not change: the tax is contained in it. More given
   * back than earned holds none, and so does the supply of somebody whom the register of VAT numbers does not know.
   */
  private async taxOf(
    tx: Tx,
    advisorId: string,
    { identity }: PayeeTaxRow,
    lines: readonly Line[],
    { country, party }: CompanyParty,
    day: string,
  ): Promise<PayoutDocument['tax']> {
    if (identity?.vatNumber === undefined || (await isRefused(tx, 'advisor', advisorId))) return null;
    const supplied = lines.filter(({ kind }) => isSupply(kind)).reduce((sum, { amount }) => sum + amount, 0n);
    const home = (await this.rates.ratesOf(tx, [identity.residence], day)).get(identity.residence) ?? 0;
    const treatment = treatmentOf(
      { country: identity.residence, taxRateBp: home },
      { country, taxNumber: party.taxNumber, isRefused: await isRefused(tx, 'licensee', tx.ctx.licenseeId) },
    );
    const tax = supplied > 0n ? taxWithin(supplied, treatment.rateBp) : 0n;
    return { ...treatment, netMinor: toJsonMinor(supplied - tax), amountMinor: toJsonMinor(tax) };
  }
}

/** Whether the register calls a number invalid. While it is silent nobody does: no payout waits for it. */
const isRefused = async (tx: Tx, subject: 'advisor' | 'licensee', id: string): Promise<boolean> =>
  (await standingsOf(tx, subject, [id])).get(id)?.result === 'invalid';

interface Line {
  readonly kind: LineKind;
  readonly count: number;
  readonly amount: bigint;
}

/** What the payout took, summed up; the sums are those of the ledger's entries. */
async function linesOf(tx: Tx, payoutId: string): Promise<Line[]> {
  const rows = await rowsOf<{ kind: string; count: number; amount: bigint }>(
    tx,
    `select t.kind, (count(*) filter (where t.kind <> 'promo_cost'))::int as count, sum(e.amount)::bigint as amount from app.payout_entry e
       join app.ledger_transaction t on t.licensee_id = e.licensee_id and t.id = e.transaction_id
      where e.licensee_id = $1 and e.payout_id = $2 group by t.kind`,
    [tx.ctx.licenseeId, payoutId],
  );
  return LINE_KINDS.flatMap((kind) => {
    const of = rows.filter((row) => lineOf(row.kind) === kind);
    if (of.length === 0) return [];
    return [
      {
        kind,
        count: of.reduce((sum, { count }) => sum + count, 0),
        amount: of.reduce((sum, { amount }) => sum + amount, 0n),
      },
    ];
  });
}

async function store(tx: Tx, payoutId: string, document: PayoutDocument, originalId: string | null): Promise<void> {
  const { payload, sha256 } = sealed(document);
  await rowsOf(
    tx,
    `insert into app.payout_document (licensee_id, id, payout_id, kind, number, original_id, payload, sha256, issued_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [tx.ctx.licenseeId, newId(), payoutId, document.kind, document.number, originalId, payload, sha256, tx.now],
  );
}

async function supplierOf(tx: Tx, advisorId: string, { identity }: PayeeTaxRow): Promise<DocumentParty> {
  if (identity) {
    const { address, vatNumber } = identity;
    return {
      name: nameOf(identity),
      lines: [address.street, `${address.postalCode} ${address.city}`, address.country],
      taxNumber: vatNumber ?? null,
    };
  }
  const [advisor] = await rowsOf<{ display_name: string }>(
    tx,
    'select display_name from app.advisor where licensee_id = $1 and id = $2',
    [tx.ctx.licenseeId, advisorId],
  );
  return { name: advisor!.display_name, lines: [], taxNumber: null };
}

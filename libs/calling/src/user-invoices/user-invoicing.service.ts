import { Injectable } from '@nestjs/common';
import { type DocumentParty, MoneyRulesService, StoredValueIssuer } from '@app/billing';
import {
  type Context,
  Db,
  Every,
  Outbox,
  type SealedDocument,
  type Tx,
  addDays,
  documentLocale,
  localDate,
  log,
  newId,
  rowsOf,
  sealed,
  systemContext,
  toJsonMinor,
  unsealed,
} from '@app/kernel';
import { type Person, PersonsService } from '@app/identity';
import { LicenseesService, nextNumber, seriesOf } from '@app/licensees';
import { type UserInvoice, monthAfter, monthBefore, ratesOf } from './user-invoice.js';
import { type Span, type Supply, correctionsOf, creditedOf, payersOf, suppliesOf } from './user-invoice.queries.js';
import { UserInvoiceIssued } from './user-invoices.events.js';

const BATCH = 200;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** What of a document is its own. */
interface Issued {
  readonly kind: UserInvoice['kind'];
  /** First day of the month. */
  readonly month: string;
  readonly supplies: readonly Supply[];
  /** What a credit note takes back in part. */
  readonly originalId?: string;
}

/**
 * Issues each user's invoice of a month that is over [money.md 7.3]: one document per user and month, and a credit note to each earlier one of whose calls something was
 * given back later, whenever that was. Number, document and what it has are one transaction per user, behind a lock of the licensee: a crash leaves either all of it or nothing,
 * and a second run finds nothing left.
 */
@Injectable()
export class UserInvoicing {
  constructor(
    private readonly db: Db,
    private readonly licensees: LicenseesService,
    private readonly persons: PersonsService,
    private readonly rules: MoneyRulesService,
    private readonly issuer: StoredValueIssuer,
    private readonly outbox: Outbox,
  ) {}

  /** The month before, and what was never credited: who could not be invoiced on one day is on the next. */
  @Every('43 4 * * *', 'calling.issue_user_invoices')
  async run(): Promise<void> {
    await this.issuer.ready();
    for (const { id } of await this.db.resolve<{ id: string }>('select app.business_licensee_ids() as id'))
      try {
        await this.runAt(systemContext(id, 'calling.issue_user_invoices'));
      } catch (error) {
        log.error({ err: error, licenseeId: id }, 'users cannot be invoiced');
      }
  }

  private async runAt(ctx: Context): Promise<void> {
    const { span, invoices } = await this.db.read(ctx, (tx) => this.lastMonth(tx));
    if (invoices)
      await this.each(
        ctx,
        (tx, after) => payersOf(tx, span, after, BATCH),
        (tx, id) => this.invoice(tx, id, span),
      );
    // What was issued is corrected also where no more is issued.
    await this.each(
      ctx,
      (tx, after) => creditedOf(tx, span, after, BATCH),
      (tx, id) => this.credit(tx, id, span),
    );
  }

  private async each(
    ctx: Context,
    find: (tx: Tx, after: string) => Promise<{ id: string }[]>,
    issue: (tx: Tx, personId: string) => Promise<void>,
  ): Promise<void> {
    const { licenseeId } = ctx;
    let after = FIRST_ID;
    for (;;) {
      const people = await this.db.read(ctx, (tx) => find(tx, after));
      for (const { id } of people)
        try {
          await this.db.transaction(ctx, async (tx) => {
            // Two workers see the same people: the second one waits, and finds nothing.
            await rowsOf(tx, `select pg_advisory_xact_lock(hashtextextended('user_invoice ' || $1, 0))`, [licenseeId]);
            await issue(tx, id);
          });
        } catch (error) {
          // One who cannot be invoiced holds up no other, and is tried again tomorrow.
          log.error({ err: error, licenseeId, personId: id }, 'a user cannot be invoiced');
        }
      if (people.length < BATCH) return;
      after = people.at(-1)!.id;
    }
  }

  /** Of the tenant, on its own wall, and whether it invoices its users. */
  private async lastMonth(tx: Tx): Promise<{ span: Span; invoices: boolean }> {
    const { monthlyInvoices, topology } = await this.rules.of(tx);
    const { timeZone } = await this.licensees.licenseeOf(tx);
    const from = monthBefore(localDate(tx.now, timeZone));
    return {
      span: { from, until: monthAfter(from), timeZone },
      // Where the licensee keeps the money, nobody pays here.
      invoices: monthlyInvoices && topology !== 'self_managed',
    };
  }

  private async invoice(tx: Tx, personId: string, span: Span): Promise<void> {
    const supplies = await suppliesOf(tx, span, personId);
    if (supplies.length > 0) await this.issue(tx, personId, span, { kind: 'user_invoice', month: span.from, supplies });
  }

  /** One note for each invoice and month in which something of it was given back. */
  private async credit(tx: Tx, personId: string, span: Span): Promise<void> {
    const notes = Object.groupBy(await correctionsOf(tx, span, personId), (one) => `${one.month} ${one.original_id}`);
    for (const supplies of Object.values(notes)) {
      const { month, original_id: originalId } = supplies![0]!;
      await this.issue(tx, personId, span, { kind: 'user_credit_note', month, supplies: supplies!, originalId });
    }
  }

  private async issue(
    tx: Tx,
    personId: string,
    { timeZone }: Span,
    { kind, month, supplies, originalId }: Issued,
  ): Promise<void> {
    const { licenseeId } = tx.ctx;
    const { slug, name, currency } = await this.licensees.licenseeOf(tx);
    const person = await this.persons.byId(tx, personId);
    const lines = supplies.map((one) => ({
      kind: one.kind,
      day: one.day,
      advisor: one.advisor,
      billedSeconds: one.billed_seconds,
      receipt: one.receipt,
      country: one.country,
      rateBp: one.rate_bp,
      vatNumber: one.vat_number,
      grossMinor: toJsonMinor(one.gross),
      taxMinor: toJsonMinor(one.tax),
    }));
    const rates = ratesOf(lines);
    const sum = (part: 'netMinor' | 'taxMinor' | 'grossMinor'): number =>
      rates.reduce((all, one) => all + one[part], 0);
    const original = originalId === undefined ? null : await documentOf(tx, originalId);
    const document: UserInvoice = {
      version: 1,
      kind,
      number: await nextNumber(tx, seriesOf(slug), kind),
      locale: documentLocale(person.locale),
      issuedOn: localDate(tx.now, timeZone),
      brand: name,
      period: { from: month, to: addDays(monthAfter(month), -1) },
      currency,
      // Of who issued the invoice, whoever sells today.
      seller: original?.seller ?? (await this.issuer.partyOf(tx)),
      buyer: buyerOf(person),
      lines,
      rates,
      netMinor: sum('netMinor'),
      taxMinor: sum('taxMinor'),
      totalMinor: sum('grossMinor'),
      original: original && { number: original.number, issuedOn: original.issuedOn },
    };
    const { payload, sha256 } = sealed(document);
    const id = newId();
    await rowsOf(
      tx,
      `insert into app.user_invoice (licensee_id, id, person_id, kind, month, number, original_id, currency, total, payload, sha256, issued_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        licenseeId,
        id,
        personId,
        kind,
        month,
        document.number,
        originalId ?? null,
        currency,
        BigInt(document.totalMinor),
        payload,
        sha256,
        tx.now,
      ],
    );
    await rowsOf(
      tx,
      'insert into app.user_invoice_item (licensee_id, subject_id, invoice_id) select $1, unnest($2::uuid[]), $3',
      [licenseeId, supplies.map((one) => one.subject_id), id],
    );
    await this.outbox.add(tx, UserInvoiceIssued, {
      invoiceId: id,
      personId,
      kind,
      number: document.number,
      month,
      totalMinor: document.totalMinor,
      currency,
    });
  }
}

function buyerOf({ business, displayName, email, billingCountry }: Person): DocumentParty {
  if (business === null)
    return { name: displayName, lines: [email, ...(billingCountry === null ? [] : [billingCountry])], taxNumber: null };
  const { company, line1, line2, postalCode, city, country, vatNumber } = business;
  return {
    name: company,
    lines: [line1, ...(line2 === undefined ? [] : [line2]), `${postalCode} ${city}`, country],
    taxNumber: vatNumber ?? null,
  };
}

async function documentOf(tx: Tx, id: string): Promise<UserInvoice> {
  const [stored] = await rowsOf<SealedDocument>(
    tx,
    'select payload, sha256 from app.user_invoice where licensee_id = $1 and id = $2',
    [tx.ctx.licenseeId, id],
  );
  return unsealed<UserInvoice>(stored!);
}

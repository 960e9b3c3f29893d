import { Injectable } from '@nestjs/common';
import { type DocumentParty, MoneyRulesService, StoredValueIssuer } from '@app/billing';
import {
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
import { type Span, type Supply, peopleOf, suppliesOf } from './user-invoice.queries.js';
import { UserInvoiceIssued } from './user-invoices.events.js';

const BATCH = 200;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
type Kind = UserInvoice['kind'];

/**
 * Issues each user's invoice of a month that is over [money.md 7.3]: one document per user and month, and a credit note to each earlier one of whose calls something was
 * given back in it. Number, document and what it has are one transaction per user, behind a lock of the licensee: a crash leaves either all of it or nothing, and a
 * second run finds nothing left.
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

  /** In the first days of a month, the one before: who could not be invoiced on one day is on the next. */
  @Every('43 4 2-10 * *', 'calling.issue_user_invoices')
  async run(): Promise<void> {
    await this.issuer.ready();
    for (const { id } of await this.db.resolve<{ id: string }>('select app.business_licensee_ids() as id'))
      try {
        await this.runAt(id);
      } catch (error) {
        log.error({ err: error, licenseeId: id }, 'users cannot be invoiced');
      }
  }

  private async runAt(licenseeId: string): Promise<void> {
    const ctx = systemContext(licenseeId, 'calling.issue_user_invoices');
    const span = await this.db.read(ctx, (tx) => this.lastMonth(tx));
    if (!span) return;
    let after = FIRST_ID;
    for (;;) {
      const people = await this.db.read(ctx, (tx) => peopleOf(tx, span, after, BATCH));
      for (const { id } of people)
        try {
          await this.db.transaction(ctx, (tx) => this.issueTo(tx, id, span));
        } catch (error) {
          // One who cannot be invoiced holds up no other, and is tried again tomorrow.
          log.error({ err: error, licenseeId, personId: id }, 'a user cannot be invoiced');
        }
      if (people.length < BATCH) return;
      after = people.at(-1)!.id;
    }
  }

  /** Of the tenant, on its own wall; undefined where it does not invoice its users. */
  private async lastMonth(tx: Tx): Promise<Span | undefined> {
    const { monthlyInvoices, topology } = await this.rules.of(tx);
    // Where the licensee keeps the money, nobody pays here.
    if (!monthlyInvoices || topology === 'self_managed') return undefined;
    const { timeZone } = await this.licensees.licenseeOf(tx);
    const from = monthBefore(localDate(tx.now, timeZone));
    return { from, until: monthAfter(from), timeZone };
  }

  private async issueTo(tx: Tx, personId: string, span: Span): Promise<void> {
    // Two workers see the same people: the second one waits, and finds nothing.
    await rowsOf(tx, `select pg_advisory_xact_lock(hashtextextended('user_invoice ' || $1, 0))`, [tx.ctx.licenseeId]);
    const supplies = await suppliesOf(tx, span, personId);
    const own = supplies.filter((one) => one.original_id === null);
    if (own.length > 0) await this.issue(tx, personId, span, 'user_invoice', own, null);
    for (const originalId of new Set(supplies.flatMap((one) => one.original_id ?? [])))
      await this.issue(
        tx,
        personId,
        span,
        'user_credit_note',
        supplies.filter((one) => one.original_id === originalId),
        originalId,
      );
  }

  private async issue(
    tx: Tx,
    personId: string,
    { from, until, timeZone }: Span,
    kind: Kind,
    supplies: readonly Supply[],
    originalId: string | null,
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
    const document: UserInvoice = {
      version: 1,
      kind,
      number: await nextNumber(tx, seriesOf(slug), kind),
      locale: documentLocale(person.locale),
      issuedOn: localDate(tx.now, timeZone),
      brand: name,
      period: { from, to: addDays(until, -1) },
      currency,
      seller: await this.issuer.partyOf(tx),
      buyer: buyerOf(person),
      lines,
      rates,
      netMinor: sum('netMinor'),
      taxMinor: sum('taxMinor'),
      totalMinor: sum('grossMinor'),
      original: originalId === null ? null : await originalOf(tx, originalId),
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
        from,
        document.number,
        originalId,
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
      month: from,
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

async function originalOf(tx: Tx, id: string): Promise<UserInvoice['original']> {
  const [stored] = await rowsOf<SealedDocument>(
    tx,
    'select payload, sha256 from app.user_invoice where licensee_id = $1 and id = $2',
    [tx.ctx.licenseeId, id],
  );
  const { number, issuedOn } = unsealed<UserInvoice>(stored!);
  return { number, issuedOn };
}

import { Injectable } from '@nestjs/common';
import { MoneyRulesService } from '@app/billing';
import {
  type Context,
  Db,
  NotFound,
  type Page,
  type PageQuery,
  type SealedDocument,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  page,
  personOf,
  publicId,
  recordAudit,
  rowsOf,
  toJsonMinor,
  unsealed,
} from '@app/kernel';
import { PersonsService } from '@app/identity';
import type { UserInvoice } from './user-invoice.js';
import { userInvoicePdf } from './user-invoice-sheet.js';
import type { UserInvoiceDocument, UserInvoiceRules, UserInvoiceView } from './user-invoices.dto.js';

interface Row {
  id: string;
  kind: UserInvoice['kind'];
  number: string;
  month: string;
  total: bigint;
  currency: string;
  issued_at: Date;
}

/** Invoices of users, as they were issued: their own for them, all of a person for staff. */
@Injectable()
export class UserInvoices {
  constructor(
    private readonly db: Db,
    private readonly persons: PersonsService,
    private readonly rules: MoneyRulesService,
  ) {}

  list(ctx: Context, query: PageQuery): Promise<Page<UserInvoiceView>> {
    return this.db.read(ctx, (tx) => listOf(tx, personOf(ctx).personId, query));
  }

  /** @throws NotFound also for somebody who is no end user */
  listOf(ctx: Context, personId: string, query: PageQuery): Promise<Page<UserInvoiceView>> {
    return this.db.read(ctx, async (tx) => {
      await this.persons.userById(tx, personId);
      return listOf(tx, personId, query);
    });
  }

  /** A document as it was issued, with its hash. @throws NotFound */
  show(ctx: Context, id: string): Promise<UserInvoiceDocument> {
    return this.db.read(ctx, async (tx) => {
      const stored = await visible(tx, id);
      return { document: unsealed<UserInvoice>(stored), sha256: stored.sha256.toString('hex') };
    });
  }

  /** @throws NotFound */
  async pdf(ctx: Context, id: string): Promise<{ name: string; bytes: Buffer }> {
    const document = unsealed<UserInvoice>(await this.db.read(ctx, (tx) => visible(tx, id)));
    return { name: `${document.number}.pdf`, bytes: await userInvoicePdf(document) };
  }

  showRules(ctx: Context): Promise<UserInvoiceRules> {
    return this.db.read(ctx, async (tx) => ({ monthly: (await this.rules.of(tx)).monthlyInvoices }));
  }

  /** From the next run on, which invoices the month before too. Credit notes to what was issued do not depend on it. */
  setRules(ctx: Context, { monthly }: UserInvoiceRules): Promise<UserInvoiceRules> {
    return this.db.transaction(ctx, async (tx) => {
      const { before } = await this.rules.set(tx, { monthlyInvoices: monthly });
      await recordAudit(tx, {
        action: 'user_invoices.changed',
        subject: { kind: 'licensee', id: publicId('licensee', ctx.licenseeId) },
        before: { monthly: before.monthlyInvoices },
        after: { monthly },
      });
      return { monthly };
    });
  }
}

async function listOf(tx: Tx, personId: string, query: PageQuery): Promise<Page<UserInvoiceView>> {
  const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0];
  const rows = await rowsOf<Row>(
    tx,
    `select id, kind, number, to_char(month, 'YYYY-MM') as month, total, currency, issued_at from app.user_invoice
      where licensee_id = $1 and person_id = $2 and ($3::uuid is null or id < $3) order by id desc limit $4`,
    [tx.ctx.licenseeId, personId, before ?? null, query.limit + 1],
  );
  return page(rows, query.limit, (row) => [row.id], view);
}

/** A user has their own only. */
async function visible(tx: Tx, id: string): Promise<SealedDocument> {
  const { role, personId } = personOf(tx.ctx);
  const [stored] = await rowsOf<SealedDocument>(
    tx,
    'select payload, sha256 from app.user_invoice where licensee_id = $1 and id = $2 and ($3::uuid is null or person_id = $3)',
    [tx.ctx.licenseeId, id, role === 'end_user' ? personId : null],
  );
  if (!stored) throw new NotFound();
  return stored;
}

const view = (row: Row): UserInvoiceView => ({
  id: publicId('userInvoice', row.id),
  kind: row.kind,
  number: row.number,
  month: row.month,
  totalMinor: toJsonMinor(row.total),
  currency: row.currency,
  issuedAt: row.issued_at.toISOString(),
});

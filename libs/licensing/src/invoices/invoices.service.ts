import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import {
  type Context,
  Db,
  NotFound,
  type Page,
  type PageQuery,
  type Tx,
  UUID_PATTERN,
  cursorPosition,
  page,
  publicId,
  toJsonMinor,
  unsealed,
} from '@app/kernel';
import { OperatorLicenseesService } from '../operator-licensees.service.js';
import { dayOf } from '../licence/licences.service.js';
import { OperatorReads } from '../operator-reads.js';
import type { InvoiceDocument } from './invoice-document.js';
import { LicenceCreditNote, LicenceInvoice } from './invoice.entity.js';
import {
  type InvoiceDetails,
  type InvoicesQuery,
  type InvoiceView,
  type OperatorInvoiceView,
  invoiceDetails,
  invoiceView,
} from './invoices.dto.js';
import { LicenceNetting } from './netting.entity.js';
import { LicencePayment } from './licence-payment.entity.js';
import { LicenceReturn } from './licence-return.entity.js';
import { renderPdf } from './invoice-sheet.js';

type InvoiceRow = {
  licensee_id: string;
  paid_back: bigint;
  written_off: bigint;
  issued_at: Date;
  due_at: Date;
  next_attempt_at: Date | null;
  dispute_due_at: Date | null;
} & Pick<
  LicenceInvoice,
  | 'id'
  | 'number'
  | 'period'
  | 'currency'
  | 'total'
  | 'paid'
  | 'netted'
  | 'returned'
  | 'disputed'
  | 'credited'
  | 'status'
  | 'failures'
>;

/** Invoices as both sides read them. `ctx` is the licensee's tenant, whoever asks. */
@Injectable()
export class InvoicesService {
  constructor(
    private readonly db: Db,
    private readonly reads: OperatorReads,
    private readonly operatorLicensees: OperatorLicenseesService,
  ) {}

  /** Of the tenant, newest first. */
  list(ctx: Context, query: PageQuery): Promise<Page<InvoiceView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0];
    return this.db.read(ctx, async (tx) =>
      page(
        await tx.find(LicenceInvoice, {
          where: { licenseeId: ctx.licenseeId, ...(before === undefined ? {} : { id: LessThan(before) }) },
          order: { id: 'DESC' },
          take: query.limit + 1,
        }),
        query.limit,
        ({ id }) => [id],
        invoiceView,
      ),
    );
  }

  /** Of all licensees, for the operator's console [M3]. */
  async listAll(query: InvoicesQuery): Promise<Page<OperatorInvoiceView>> {
    const before = cursorPosition(query.cursor, [UUID_PATTERN])?.[0] ?? null;
    const rows = await this.reads.query<InvoiceRow>('select * from app.operator_invoices($1, $2, $3)', [
      query.status ?? null,
      before,
      query.limit + 1,
    ]);
    const names = new Map((await this.operatorLicensees.all()).map(({ id, name }) => [id, name]));
    return page(
      rows,
      query.limit,
      ({ id }) => [id],
      (row) => ({
        ...invoiceView(
          Object.assign(new LicenceInvoice(), {
            ...row,
            licenseeId: row.licensee_id,
            paidBack: row.paid_back,
            writtenOff: row.written_off,
            issuedAt: row.issued_at,
            dueAt: row.due_at,
            nextAttemptAt: row.next_attempt_at,
            disputeDueAt: row.dispute_due_at,
          }),
        ),
        licenseeId: publicId('licensee', row.licensee_id),
        licenseeName: names.get(row.licensee_id) ?? '',
      }),
    );
  }

  /** With its lines, payments, nettings, returns and credit notes. @throws NotFound */
  show(ctx: Context, id: string): Promise<InvoiceDetails> {
    const { licenseeId } = ctx;
    return this.db.read(ctx, async (tx) => {
      const invoice = await tx.findOneBy(LicenceInvoice, { licenseeId, id });
      if (!invoice) throw new NotFound();
      return invoiceDetails(
        invoice,
        await tx.find(LicencePayment, { where: { licenseeId, invoiceId: id }, order: { id: 'DESC' } }),
        await nettingsOf(tx, id, 'DESC'),
        await tx.find(LicenceReturn, { where: { licenseeId, invoiceId: id }, order: { id: 'DESC' } }),
        await tx.find(LicenceCreditNote, { where: { licenseeId, invoiceId: id }, order: { id: 'DESC' } }),
      );
    });
  }

  /** The document as a file, and below it what was settled from the share so far: the document itself does not change. @throws NotFound */
  async pdf(ctx: Context, id: string): Promise<{ name: string; bytes: Buffer }> {
    const { stored, settled } = await this.db.read(ctx, async (tx) => ({
      stored: await tx.findOneBy(LicenceInvoice, { licenseeId: ctx.licenseeId, id }),
      settled: (await nettingsOf(tx, id, 'ASC')).map((netting) => ({
        on: dayOf(netting.createdAt),
        amountMinor: toJsonMinor(netting.amount),
        dueAfterMinor: toJsonMinor(netting.dueAfter),
      })),
    }));
    if (!stored) throw new NotFound();
    return { name: `${stored.number}.pdf`, bytes: await renderPdf(unsealed<InvoiceDocument>(stored), settled) };
  }

  /** @throws NotFound */
  async creditNotePdf(ctx: Context, id: string): Promise<{ name: string; bytes: Buffer }> {
    const stored = await this.db.read(ctx, (tx) => tx.findOneBy(LicenceCreditNote, { licenseeId: ctx.licenseeId, id }));
    if (!stored) throw new NotFound();
    return { name: `${stored.number}.pdf`, bytes: await renderPdf(unsealed<InvoiceDocument>(stored)) };
  }
}

const nettingsOf = (tx: Tx, invoiceId: string, order: 'ASC' | 'DESC'): Promise<LicenceNetting[]> =>
  tx.find(LicenceNetting, { where: { licenseeId: tx.ctx.licenseeId, invoiceId }, order: { step: order } });

import { Injectable } from '@nestjs/common';
import { Db, Every, addSeconds, log, systemContext } from '@app/kernel';
import { PaymentsUnavailable } from '@app/billing';
import { InvoicingService } from './invoices/invoicing.service.js';
import { LicencePaymentsService } from './invoices/licence-payments.service.js';
import { NettingsService } from './invoices/nettings.service.js';
import { EndingsService } from './licence/endings.service.js';
import { LicencesService } from './licence/licences.service.js';

const BATCH = 200;
const LOST_ANSWER_SECONDS = 60;

/** What licences need without being asked. Everything due is read from rows, so nothing is lost with a process. */
@Injectable()
export class LicensingJobs {
  constructor(
    private readonly db: Db,
    private readonly licences: LicencesService,
    private readonly invoicing: InvoicingService,
    private readonly payments: LicencePaymentsService,
    private readonly endings: EndingsService,
    private readonly nettings: NettingsService,
  ) {}

  /** Ends trials and licences, and writes invoices that are due. One licence that cannot be invoiced holds up no other. */
  @Every('*/5 * * * *', 'licensing.run_licences')
  async runLicences(): Promise<void> {
    const due = await this.db.resolve<{ id: string }>('select app.licences_due($1, $2) as id', [
      await this.db.now(),
      BATCH,
    ]);
    for (const { id } of due) {
      const ctx = systemContext(id, 'licensing.run_licences');
      try {
        await this.licences.endTrial(ctx);
        await this.endings.advance(ctx);
        await this.invoicing.invoiceDue(ctx);
      } catch (error) {
        log.error({ err: error, licenseeId: id }, 'a licence cannot be run');
      }
    }
  }

  /** Tries to collect what is due, and finds out about payments whose answer was lost. */
  @Every('* * * * *', 'licensing.collect')
  async collect(): Promise<void> {
    const now = await this.db.now();
    const due = await this.db.resolve<{ licensee_id: string; invoice_id: string | null; payment_id: string | null }>(
      'select * from app.licence_payments_due($1, $2, $3)',
      [now, addSeconds(now, -LOST_ANSWER_SECONDS), BATCH],
    );
    for (const { licensee_id: licenseeId, invoice_id: invoiceId, payment_id: paymentId } of due) {
      const ctx = systemContext(licenseeId, 'licensing.collect');
      try {
        if (paymentId !== null) await this.payments.resume(ctx, paymentId);
        else if (invoiceId !== null) await this.payments.attempt(ctx, invoiceId);
      } catch (error) {
        if (!(error instanceof PaymentsUnavailable))
          log.error({ err: error, licenseeId, invoiceId, paymentId }, 'an invoice cannot be collected');
      }
    }
  }

  /** Takes from the shares what open invoices still want, where that is agreed: shares grow by the day. */
  @Every('21 4 * * *', 'licensing.net_invoices')
  async netInvoices(): Promise<void> {
    let after: string | null = null;
    do {
      const due: { licensee_id: string; invoice_id: string }[] = await this.db.resolve(
        'select * from app.nettings_due($1, $2)',
        [after, BATCH],
      );
      for (const { licensee_id: licenseeId, invoice_id: invoiceId } of due)
        try {
          await this.nettings.settleOne(systemContext(licenseeId, 'licensing.net_invoices'), invoiceId);
        } catch (error) {
          log.error({ err: error, licenseeId, invoiceId }, 'an invoice cannot be settled from the share');
        }
      after = due.length < BATCH ? null : due.at(-1)!.invoice_id;
    } while (after !== null);
  }
}

import { Injectable } from '@nestjs/common';
import { type Context, Db, counters, parseId, rowsOf, systemContext } from '@app/kernel';
import { type ReportAddress, TextBrand } from './text-brand.js';
import { TextMessage } from './text-message.entity.js';
import { TextSettlement } from './text-settlement.service.js';
import { type TextReport, Texts } from './texts.js';
import { InvalidTextSignature } from './texts.problems.js';

/** Hears from the provider what became of a text. */
@Injectable()
export class TextReports {
  constructor(
    private readonly db: Db,
    private readonly texts: Texts,
    private readonly brand: TextBrand,
    private readonly settlement: TextSettlement,
  ) {}

  /**
   * Repeating it, and hearing it in another order, changes nothing: the last word of a text stands. A text that is gone, or of another licensee, is passed over: the
   * provider cannot mend it.
   * @throws InvalidTextSignature
   */
  async receive(at: ReportAddress, rawBody?: Buffer, signature = ''): Promise<void> {
    const form = Object.fromEntries(new URLSearchParams(rawBody?.toString('utf8') ?? ''));
    if (!this.texts.isSigned(this.brand.reportAt(at), form, signature)) {
      counters.webhooks.inc({ source: 'texts', outcome: 'refused' });
      throw new InvalidTextSignature();
    }
    counters.webhooks.inc({ source: 'texts', outcome: 'stored' });
    const [licenseeId, textId] = [parseId('licensee', at.licensee), parseId('text', at.id)];
    const report = this.texts.read(form);
    if (report && licenseeId !== undefined && textId !== undefined)
      await this.apply(systemContext(licenseeId, 'notifications.text_report'), textId, report);
  }

  private async apply(ctx: Context, textId: string, { providerId, outcome }: TextReport): Promise<void> {
    await this.db.transaction(ctx, async (tx) => {
      await rowsOf(tx, 'select 1 from app.text_message where licensee_id = $1 and id = $2 for no key update', [
        ctx.licenseeId,
        textId,
      ]);
      const message = await tx.findOneBy(TextMessage, { licenseeId: ctx.licenseeId, id: textId });
      // A report may come before the answer that names it.
      if (!message || (message.providerId ?? providerId) !== providerId) return;
      if (message.status !== 'sent' && message.status !== 'sending') return;
      if (outcome.kind === 'delivered') await this.settlement.delivered(tx, message);
      else if (outcome.kind !== 'sent') await this.settlement.failed(tx, message, outcome);
    });
  }
}

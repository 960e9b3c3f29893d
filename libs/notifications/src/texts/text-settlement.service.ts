import { Injectable } from '@nestjs/common';
import { type Tx, log, rowsOf } from '@app/kernel';
import { noteOutcome } from '../ring.queries.js';
import { TextBudgets } from './text-budgets.service.js';
import type { TextMessage } from './text-message.entity.js';
import { TextNumbersService } from './text-numbers.service.js';
import { segmentsOf } from './text-words.js';
import type { OutgoingText, TextFailure } from './texts.js';

/** What the line on the timeline of the call says of a failure. */
const LINE = { stopped: 'dead', unreachable: 'dead', rejected: 'rejected', unknown: 'unknown' } as const;

/** Writes down what became of a text: in its row, on the timeline of its call, in the usage, and at the number when nobody takes texts there any more. */
@Injectable()
export class TextSettlement {
  constructor(
    private readonly budgets: TextBudgets,
    private readonly numbers: TextNumbersService,
  ) {}

  /** The provider took it. */
  async sent(tx: Tx, message: TextMessage, { channel, body }: OutgoingText, providerId: string): Promise<void> {
    const segments = channel === 'sms' ? segmentsOf(body) : 1;
    const rows = await rowsOf(
      tx,
      `update app.text_message set status = 'sent', provider_id = $3, segments = $4, secret = null, closed_at = $5
        where licensee_id = $1 and id = $2 and status = 'sending' returning id`,
      [tx.ctx.licenseeId, message.id, providerId, segments, tx.now],
    );
    await this.budgets.count(tx, message.day, segments);
    // A report may have come first, and says more.
    if (rows.length > 0) await this.line(tx, message, 'sent');
  }

  /** It did not get there, or nobody knows. What the provider did not take is counted against the budget all the same: else tries would be free. */
  async failed(
    tx: Tx,
    message: TextMessage,
    { kind, code }: TextFailure | { kind: 'unknown'; code: string },
  ): Promise<void> {
    const { licenseeId } = tx.ctx;
    await rowsOf(
      tx,
      `update app.text_message set status = 'failed', failure = $3, secret = null, closed_at = $4 where licensee_id = $1 and id = $2 returning id`,
      [licenseeId, message.id, code, tx.now],
    );
    log.warn({ textId: message.id, kind: message.kind, code }, 'a text was given up');
    await this.line(tx, message, LINE[kind]);
    if (kind === 'stopped' || kind === 'unreachable') await this.numbers.switchOff(tx, message.numberId, kind);
  }

  /** Nobody wants it any more: the call was taken, the number is gone, the time is over. */
  async dropped(tx: Tx, message: TextMessage): Promise<void> {
    await rowsOf(
      tx,
      `update app.text_message set status = 'dropped', secret = null, closed_at = $3 where licensee_id = $1 and id = $2 returning id`,
      [tx.ctx.licenseeId, message.id, tx.now],
    );
    await this.budgets.giveBack(tx, message.day, message.kind === 'code');
    await this.line(tx, message, 'dropped');
  }

  async delivered(tx: Tx, message: TextMessage): Promise<void> {
    await rowsOf(
      tx,
      `update app.text_message set status = 'delivered', secret = null, closed_at = coalesce(closed_at, $3) where licensee_id = $1 and id = $2 returning id`,
      [tx.ctx.licenseeId, message.id, tx.now],
    );
    await this.line(tx, message, 'delivered');
  }

  private async line(tx: Tx, { attemptId }: TextMessage, outcome: string): Promise<void> {
    if (attemptId !== null) await noteOutcome(tx, attemptId, outcome);
  }
}

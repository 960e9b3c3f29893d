import { Injectable } from '@nestjs/common';
import { type Context, Db, Task, type Tx, addSeconds, counters, rowsOf } from '@app/kernel';
import { TestTwins } from '@app/licensees';
import { TextMessage } from './text-message.entity.js';
import { TextSettlement } from './text-settlement.service.js';
import { TextWriter } from './text-writer.service.js';
import { type OutgoingText, type TextOutcome, Texts } from './texts.js';
import { TEXT_TASK, TextsService } from './texts.service.js';

/** Attempts of a text that the provider is too busy for. */
const MAX_ATTEMPTS = 3;

type TextJob = { readonly textId: string };
interface Claimed {
  readonly message: TextMessage;
  readonly outgoing: OutgoingText;
}

/**
 * Sends what was asked for, each text once at the most: a provider cannot tell a second one from a new one. So the row says `sending` before anything leaves, and a job that
 * finds it so was cut off.
 */
@Injectable()
export class TextJobs {
  constructor(
    private readonly db: Db,
    private readonly texts: Texts,
    private readonly requests: TextsService,
    private readonly writer: TextWriter,
    private readonly settlement: TextSettlement,
    private readonly twins: TestTwins,
  ) {}

  @Task(TEXT_TASK)
  async send(ctx: Context, { textId }: TextJob): Promise<void> {
    const isTest = await this.twins.isTwin(ctx);
    const claimed = await this.db.transaction(ctx, (tx) => this.claim(tx, textId, isTest));
    if (!claimed) return;
    const outcome = await this.texts.send(claimed.outgoing);
    counters.texts.inc({ kind: claimed.message.kind, outcome: outcome.kind });
    await this.db.transaction(ctx, (tx) => this.settle(tx, claimed, outcome));
  }

  /** Says that it is being sent, or that there is nothing to send. Test mode texts nobody. */
  private async claim(tx: Tx, id: string, isTest: boolean): Promise<Claimed | undefined> {
    const { licenseeId } = tx.ctx;
    await rowsOf(tx, 'select 1 from app.text_message where licensee_id = $1 and id = $2 for no key update', [
      licenseeId,
      id,
    ]);
    const message = await tx
      .createQueryBuilder(TextMessage, 'text')
      .addSelect('text.secret')
      .where('text.licenseeId = :licenseeId and text.id = :id', { licenseeId, id })
      .getOne();
    if (message?.status === 'sending') await this.settlement.failed(tx, message, { kind: 'unknown', code: 'cut_off' });
    if (message?.status !== 'requested') return undefined;
    const outgoing = isTest ? undefined : await this.writer.write(tx, message);
    if (!outgoing) {
      await this.settlement.dropped(tx, message);
      counters.texts.inc({ kind: message.kind, outcome: 'dropped' });
      return undefined;
    }
    await tx.update(TextMessage, { licenseeId, id }, { status: 'sending', attempts: message.attempts + 1 });
    return { message, outgoing };
  }

  private async settle(tx: Tx, { message, outgoing }: Claimed, outcome: TextOutcome): Promise<void> {
    if (outcome.kind === 'sent') return this.settlement.sent(tx, message, outgoing, outcome.providerId);
    if (outcome.kind !== 'retry') return this.settlement.failed(tx, message, outcome);
    const runAt = addSeconds(tx.now, outcome.afterSeconds);
    if (runAt >= message.expiresAt || message.attempts + 1 >= MAX_ATTEMPTS)
      return this.settlement.failed(tx, message, { kind: 'rejected', code: outcome.code });
    await tx.update(TextMessage, { licenseeId: tx.ctx.licenseeId, id: message.id }, { status: 'requested' });
    await this.requests.add(tx, message.id, runAt);
  }
}

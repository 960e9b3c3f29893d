import { Injectable } from '@nestjs/common';
import { Jobs, SecretBox, type SecretPlace, type Tx, newId, rowsOf } from '@app/kernel';
import { TextBudgets } from './text-budgets.service.js';
import { type TextChannel, type TextKind, Texts } from './texts.js';

export const TEXT_TASK = 'notifications.text';
/** For failures of ours; what the provider wants repeated is scheduled anew. */
export const TEXT_JOB_ATTEMPTS = 5;

export interface TextRequest {
  /** A second request with the same key is none. */
  readonly key: string;
  readonly kind: TextKind;
  readonly personId: string;
  readonly number: { readonly id: string; readonly channel: TextChannel };
  readonly callId?: string;
  /** Its line on the timeline of the call. */
  readonly attemptId?: string;
  readonly code?: string;
  readonly expiresAt: Date;
}

export const codePlace = (licenseeId: string, textId: string): SecretPlace => ({
  licenseeId,
  column: 'text_message.secret',
  row: textId,
});

/** Asks for texts. The row, its place in the budget and its job commit with what it is about; the worker sends. */
@Injectable()
export class TextsService {
  constructor(
    private readonly jobs: Jobs,
    private readonly box: SecretBox,
    private readonly budgets: TextBudgets,
    private readonly texts: Texts,
  ) {}

  /** By what texts can be sent here; none: they are offered nowhere. */
  get channels(): readonly TextChannel[] {
    return this.texts.channels;
  }

  /** Asks for a text, once per key. @returns its id, or undefined when today's budget is spent */
  async request(tx: Tx, text: TextRequest): Promise<string | undefined> {
    const { licenseeId } = tx.ctx;
    const [known] = await rowsOf<{ id: string }>(
      tx,
      'select id from app.text_message where licensee_id = $1 and key = $2',
      [licenseeId, text.key],
    );
    if (known) return known.id;
    const day = await this.budgets.take(tx, text.kind === 'code');
    if (day === undefined) return undefined;
    const id = newId();
    await rowsOf(
      tx,
      `insert into app.text_message (licensee_id, id, key, person_id, number_id, kind, channel, call_id, attempt_id, secret, status, day, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'requested', $11, $12, $13) returning id`,
      [
        licenseeId,
        id,
        text.key,
        text.personId,
        text.number.id,
        text.kind,
        text.number.channel,
        text.callId ?? null,
        text.attemptId ?? null,
        text.code === undefined ? null : this.box.seal(codePlace(licenseeId, id), text.code),
        day,
        tx.now,
        text.expiresAt,
      ],
    );
    await this.add(tx, id);
    return id;
  }

  /** Has it sent, now or later. */
  async add(tx: Tx, textId: string, runAt?: Date): Promise<void> {
    await this.jobs.add(
      tx,
      TEXT_TASK,
      { textId },
      {
        key: `text:${textId}`,
        maxAttempts: TEXT_JOB_ATTEMPTS,
        ...(runAt && { runAt }),
      },
    );
  }
}

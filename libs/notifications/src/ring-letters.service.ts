import { Injectable } from '@nestjs/common';
import {
  type Context,
  Db,
  type EventDefinition,
  type EventEnvelope,
  Handles,
  type Tx,
  addSeconds,
  rowsOf,
} from '@app/kernel';
import { CallRingStopped } from '@app/calling';
import { MailsService } from './mail/mails.service.js';
import { mailLocale } from './mail/templates.js';
import { PreferencesService } from './preferences/preferences.service.js';
import { addAttempt, noteOutcome, readerOf, ringsUntil } from './ring.queries.js';
import { type ReachableNumber, TextNumbersService } from './texts/text-numbers.service.js';
import { TextsService } from './texts/texts.service.js';

type Told<E> = EventEnvelope<E extends EventDefinition<infer P> ? P : never>;
interface RingingCall {
  readonly callId: string;
  readonly personId: string;
}

const RINGING = { class: 'service', topic: 'incoming_calls' } as const;
const MISSED = { class: 'service', topic: 'missed_calls' } as const;
/** After that it is in the list of calls, and no news. */
const MISSED_SECONDS = 3_600;
/** Somebody who rings again and again is one text: each costs money. */
const MISSED_PAUSE_SECONDS = 600;

/** The last that is tried for a ring that nobody has heard, a mail and a text, and the text after a call that was missed [O3, O4]. */
@Injectable()
export class RingLetters {
  constructor(
    private readonly db: Db,
    private readonly mails: MailsService,
    private readonly preferences: PreferencesService,
    private readonly numbers: TextNumbersService,
    private readonly texts: TextsService,
  ) {}

  /** Both may still be read in time, and say that the devices are out of order. */
  async write(tx: Tx, call: RingingCall): Promise<void> {
    const expiresAt = await ringsUntil(tx, call.callId);
    if (!expiresAt) return;
    await this.mail(tx, call, expiresAt);
    await this.text(tx, call, expiresAt);
  }

  @Handles(CallRingStopped, 'notifications.text_missed_call')
  async tellMissed(ctx: Context, { data }: Told<typeof CallRingStopped>): Promise<void> {
    const { callId, why, advisorPersonId: personId } = data;
    if (why !== 'no_answer' && why !== 'cancelled') return;
    await this.db.transaction(ctx, async (tx) => {
      const number = await this.numbers.reachableOf(tx, personId);
      if (!number || !(await this.preferences.wants(tx, personId, 'text', MISSED))) return;
      if (await wasToldLately(tx, personId)) return;
      const expiresAt = addSeconds(tx.now, MISSED_SECONDS);
      await this.request(tx, { callId, personId }, number, 'missed', expiresAt);
    });
  }

  private async mail(tx: Tx, { callId, personId }: RingingCall, expiresAt: Date): Promise<void> {
    const reader = await readerOf(tx, personId);
    if (!reader || !(await this.preferences.wants(tx, personId, 'mail', RINGING))) return;
    if ((await addAttempt(tx, { callId, step: 'mail', channel: 'mail' })) === undefined) return;
    await this.mails.request(tx, {
      key: `ring:${callId}`,
      person: { id: personId, email: reader.email, locale: mailLocale(reader.locale) },
      template: 'call_waiting',
      ...RINGING,
      values: { name: reader.name },
      path: '/pro/',
      senderName: null,
      expiresAt,
    });
  }

  private async text(tx: Tx, call: RingingCall, expiresAt: Date): Promise<void> {
    const number = await this.numbers.reachableOf(tx, call.personId);
    if (number && (await this.preferences.wants(tx, call.personId, 'text', RINGING)))
      await this.request(tx, call, number, 'text', expiresAt);
  }

  /** A line on the timeline of the call, and its text, unless today's budget is spent. */
  private async request(
    tx: Tx,
    { callId, personId }: RingingCall,
    number: ReachableNumber,
    step: 'text' | 'missed',
    expiresAt: Date,
  ): Promise<void> {
    const attemptId = await addAttempt(tx, { callId, step, channel: number.channel });
    // Noted before: the event was told twice.
    if (attemptId === undefined) return;
    const textId = await this.texts.request(tx, {
      key: `${step}:${callId}`,
      kind: step === 'text' ? 'incoming_call' : 'missed_call',
      personId,
      number,
      callId,
      attemptId,
      expiresAt,
    });
    if (textId === undefined) await noteOutcome(tx, attemptId, 'over_budget');
  }
}

async function wasToldLately(tx: Tx, personId: string): Promise<boolean> {
  const found = await rowsOf(
    tx,
    `select 1 from app.text_message where licensee_id = $1 and person_id = $2 and kind = 'missed_call' and created_at > $3 limit 1`,
    [tx.ctx.licenseeId, personId, addSeconds(tx.now, -MISSED_PAUSE_SECONDS)],
  );
  return found.length > 0;
}

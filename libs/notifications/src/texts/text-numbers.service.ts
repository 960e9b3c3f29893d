import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  CONFIG,
  type Config,
  type Context,
  Db,
  InvalidRequest,
  NotFound,
  SecretBox,
  type SecretPlace,
  type Tx,
  addSeconds,
  lockOne,
  newId,
  personOf,
  rowsOf,
} from '@app/kernel';
import { Person } from '@app/identity';
import { ConsentsService } from '@app/privacy';
import { mailLocale } from '../mail/templates.js';
import { TextBrand } from './text-brand.js';
import { TextMessage } from './text-message.entity.js';
import { TextNumber } from './text-number.entity.js';
import { CONSENT_VERSION, consentText } from './text-words.js';
import type { TextChannel } from './texts.js';
import type { ProveTextNumber, SaveTextNumber, TextNumberView } from './texts.dto.js';
import { NumberNotServed, TextBudgetSpent, TextsNotOffered, WrongCode } from './texts.problems.js';
import { TextsService } from './texts.service.js';

/** Source: NIST SP 800-63B, section 5.1.3.2: a code by text counts for ten minutes at the most. */
const CODE_SECONDS = 600;
const MAX_TRIES = 5;

export const numberPlace = (licenseeId: string, numberId: string): SecretPlace => ({
  licenseeId,
  column: 'text_number.number',
  row: numberId,
});

/** A phone that may be texted. */
export interface ReachableNumber {
  readonly id: string;
  readonly channel: TextChannel;
}

interface LockedNumber extends ReachableNumber {
  readonly proved_at: Date | null;
  readonly off_at: Date | null;
  readonly code_hash: Buffer | null;
  readonly code_tries: number;
  /** Null without a code. */
  readonly is_valid: boolean | null;
}

/** The phones of people: added with their consent, proved by a code, and removed at any time [O3]. */
@Injectable()
export class TextNumbersService {
  private readonly key: Buffer;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'REFRESH_SECRET' | 'TEXTS_COUNTRIES'>,
    private readonly db: Db,
    private readonly box: SecretBox,
    private readonly brand: TextBrand,
    private readonly consents: ConsentsService,
    private readonly requests: TextsService,
  ) {
    this.key = createHmac('sha256', config.REFRESH_SECRET).update('text-code').digest();
  }

  show(ctx: Context): Promise<TextNumberView> {
    return this.db.read(ctx, (tx) => this.view(tx));
  }

  /**
   * Another number, or the same anew: it replaces the one of before, and a code goes to it.
   * @throws TextsNotOffered, NumberNotServed, TextBudgetSpent, InvalidRequest for a consent to other words than those of now
   */
  async save(ctx: Context, { number, channel, consentVersion }: SaveTextNumber): Promise<TextNumberView> {
    if (!this.requests.channels.includes(channel)) throw new TextsNotOffered();
    const served = this.config.TEXTS_COUNTRIES;
    if (served.length > 0 && !served.some((prefix) => number.startsWith(prefix))) throw new NumberNotServed(served);
    if (consentVersion !== CONSENT_VERSION)
      throw new InvalidRequest([
        { pointer: '/consentVersion', detail: `must be ${CONSENT_VERSION}, the words of now` },
      ]);
    const { personId } = personOf(ctx);
    return this.db.transaction(ctx, async (tx) => {
      await lockOne(tx, Person, personId); // two numbers at once are one after the other
      const { licenseeId } = ctx;
      await tx.delete(TextNumber, { licenseeId, personId });
      await this.consents.say(tx, personId, { kind: 'texts', version: CONSENT_VERSION, granted: true });
      const id = newId();
      const row = {
        licenseeId,
        id,
        personId,
        number: this.box.seal(numberPlace(licenseeId, id), number),
        channel,
        consentVersion,
        consentedAt: tx.now,
        createdAt: tx.now,
      };
      await tx.insert(TextNumber, row);
      await this.sendCode(tx, personId, row);
      return this.view(tx);
    });
  }

  /** Another code; the one of before counts no more. @throws NotFound without a number that waits for one, TextBudgetSpent */
  sendAgain(ctx: Context): Promise<TextNumberView> {
    return this.db.transaction(ctx, async (tx) => {
      const row = await this.locked(tx);
      if (!row || (row.proved_at !== null && row.off_at === null)) throw new NotFound();
      await this.sendCode(tx, personOf(ctx).personId, row);
      return this.view(tx);
    });
  }

  /** The code came. A try counts also when it was wrong, and tries wait for each other. @throws WrongCode */
  async prove(ctx: Context, { code }: ProveTextNumber): Promise<TextNumberView> {
    const outcome = await this.db.transaction(ctx, async (tx) => {
      const row = await this.locked(tx);
      if (!row?.code_hash || row.code_tries >= MAX_TRIES || !row.is_valid) return { triesLeft: 0 };
      const key = { licenseeId: ctx.licenseeId, id: row.id };
      if (!timingSafeEqual(row.code_hash, this.hashOf(key.licenseeId, row.id, code))) {
        await tx.update(TextNumber, key, { codeTries: row.code_tries + 1 });
        return { triesLeft: MAX_TRIES - row.code_tries - 1 };
      }
      await tx.update(TextNumber, key, {
        provedAt: tx.now,
        codeHash: null,
        codeExpiresAt: null,
        codeTextId: null,
      });
      return { view: await this.view(tx) };
    });
    if (outcome.view === undefined) throw new WrongCode(outcome.triesLeft);
    return outcome.view;
  }

  /** No text goes there any more, not even one that was asked for. Without a number nothing changes. */
  async remove(ctx: Context): Promise<void> {
    const { personId } = personOf(ctx);
    await this.db.transaction(ctx, async (tx) => {
      const { affected } = await tx.delete(TextNumber, { licenseeId: ctx.licenseeId, personId });
      if (affected === 1)
        await this.consents.say(tx, personId, { kind: 'texts', version: CONSENT_VERSION, granted: false });
    });
  }

  /** The phone of somebody that is proved and not switched off. */
  async reachableOf(tx: Tx, personId: string): Promise<ReachableNumber | undefined> {
    const [row] = await rowsOf<ReachableNumber>(
      tx,
      `select id, channel from app.text_number where licensee_id = $1 and person_id = $2 and proved_at is not null and off_at is null`,
      [tx.ctx.licenseeId, personId],
    );
    return row && this.requests.channels.includes(row.channel) ? row : undefined;
  }

  /** The number of a row: E.164. */
  open({ licenseeId, id, number }: TextNumber): string {
    return this.box.open(numberPlace(licenseeId, id), number);
  }

  /** No text goes there until its owner has proved it again. The number of before a change is nobody's any more. */
  async switchOff(tx: Tx, id: string, reason: 'stopped' | 'unreachable'): Promise<void> {
    await rowsOf(
      tx,
      `update app.text_number set off_reason = $3, off_at = $4, code_hash = null, code_expires_at = null, code_text_id = null
        where licensee_id = $1 and id = $2 and off_at is null returning id`,
      [tx.ctx.licenseeId, id, reason, tx.now],
    );
  }

  private async sendCode(tx: Tx, personId: string, number: Pick<TextNumber, 'id' | 'channel'>): Promise<void> {
    const { licenseeId } = tx.ctx;
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const expiresAt = addSeconds(tx.now, CODE_SECONDS);
    const textId = await this.requests.request(tx, {
      key: `code:${number.id}:${newId()}`,
      kind: 'code',
      personId,
      number,
      code,
      expiresAt,
    });
    if (textId === undefined) throw new TextBudgetSpent();
    await tx.update(
      TextNumber,
      { licenseeId, id: number.id },
      {
        codeHash: this.hashOf(licenseeId, number.id, code),
        codeExpiresAt: expiresAt,
        codeTries: 0,
        codeTextId: textId,
        provedAt: null,
        offReason: null,
        offAt: null,
      },
    );
  }

  /** The caller's number with its code, locked. */
  private async locked(tx: Tx): Promise<LockedNumber | undefined> {
    const [row] = await rowsOf<LockedNumber>(
      tx,
      `select id, channel, proved_at, off_at, code_hash, code_tries, code_expires_at > $3 as is_valid from app.text_number
        where licensee_id = $1 and person_id = $2 for no key update`,
      [tx.ctx.licenseeId, personOf(tx.ctx).personId, tx.now],
    );
    return row;
  }

  private hashOf(licenseeId: string, numberId: string, code: string): Buffer {
    return createHmac('sha256', this.key).update(`${licenseeId}|${numberId}|${code}`).digest();
  }

  private async view(tx: Tx): Promise<TextNumberView> {
    const { licenseeId } = tx.ctx;
    const row = await tx.findOneBy(TextNumber, { licenseeId, personId: personOf(tx.ctx).personId });
    return {
      channels: [...this.requests.channels],
      prefixes: [...this.config.TEXTS_COUNTRIES],
      consent: {
        version: CONSENT_VERSION,
        text: consentText(mailLocale(tx.ctx.locale), await this.brand.nameOf(tx)),
      },
      number: row && {
        masked: masked(this.open(row)),
        channel: row.channel,
        state: row.offAt !== null ? 'off' : row.provedAt === null ? 'unproved' : 'proved',
        offReason: row.offReason,
        codeExpiresAt: row.codeExpiresAt?.toISOString() ?? null,
        codeFailed:
          row.codeTextId !== null &&
          (await tx.existsBy(TextMessage, { licenseeId, id: row.codeTextId, status: 'failed' })),
        provedAt: row.provedAt?.toISOString() ?? null,
        consentedAt: row.consentedAt.toISOString(),
      },
    };
  }
}

/** `+49 … 567`: enough to know it again, too little to call it. */
const masked = (number: string): string => `${number.slice(0, 3)} ••• ${number.slice(-3)}`;

import { Injectable } from '@nestjs/common';
import { SecretBox, type Tx } from '@app/kernel';
import { Person } from '@app/identity';
import { mailLocale } from '../mail/templates.js';
import { PreferencesService } from '../preferences/preferences.service.js';
import { wholeSeconds } from '../push-message.js';
import { ringsUntil } from '../ring.queries.js';
import { TextBrand } from './text-brand.js';
import type { TextMessage } from './text-message.entity.js';
import { TextNumber } from './text-number.entity.js';
import { TextNumbersService } from './text-numbers.service.js';
import { textOf, valuesOf } from './text-words.js';
import type { OutgoingText } from './texts.js';
import { codePlace } from './texts.service.js';

const TOPIC = { incoming_call: 'incoming_calls', missed_call: 'missed_calls' } as const;

/** Writes texts in the name of the licensee, when they are sent: what has changed since they were asked for counts. */
@Injectable()
export class TextWriter {
  constructor(
    private readonly brand: TextBrand,
    private readonly numbers: TextNumbersService,
    private readonly preferences: PreferencesService,
    private readonly box: SecretBox,
  ) {}

  /** The text of a row as it goes to the provider, or undefined when nobody wants it any more. `message` has its secret loaded. */
  async write(tx: Tx, message: TextMessage): Promise<OutgoingText | undefined> {
    const { licenseeId } = tx.ctx;
    const validSeconds = wholeSeconds(tx.now, message.expiresAt);
    const number = await tx.findOneBy(TextNumber, { licenseeId, id: message.numberId });
    const person = await tx.findOneBy(Person, { licenseeId, id: message.personId, status: 'active' });
    if (!number || !person || validSeconds < 1 || !(await this.isWanted(tx, message, number))) return undefined;
    const locale = mailLocale(person.locale);
    const values = {
      brand: await this.brand.nameOf(tx),
      link: await this.brand.linkOf(tx),
      code: message.secret === null ? '' : this.box.open(codePlace(licenseeId, message.id), message.secret),
    };
    return {
      channel: message.channel,
      to: this.numbers.open(number),
      kind: message.kind,
      locale,
      body: textOf(message.kind, locale, values),
      values: valuesOf(message.kind, values),
      validSeconds,
      reportUrl: await this.brand.reportOf(tx, message.id),
    };
  }

  private async isWanted(tx: Tx, { id, kind, personId, callId }: TextMessage, number: TextNumber): Promise<boolean> {
    if (kind === 'code') return number.codeTextId === id;
    if (number.provedAt === null || number.offAt !== null) return false;
    if (kind === 'incoming_call' && (await ringsUntil(tx, callId!)) === undefined) return false;
    return this.preferences.wants(tx, personId, 'text', { class: 'service', topic: TOPIC[kind] });
  }
}

import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { CATALOGUE, publicForm } from './catalogue.js';
import { messageExample, messageSchema } from './message.js';
import { type PayloadClass, exampleOf, schemaOf } from './payload.js';

const ajv = new Ajv2020({ strict: false, validateFormats: false });
const all = [...CATALOGUE.values()];
const faults = (payload: PayloadClass, data: object): object[] =>
  validateSync(plainToInstance(payload as new () => object, data));
const UUID = '01900000-0000-7000-8000-00000000000a';

describe('the catalogue of public events', () => {
  it('tells of every noun that features.md N12 names and that there is', () => {
    const nouns = new Set(all.map(({ type }) => type.split('.')[0]));
    expect([...nouns]).toEqual(
      expect.arrayContaining([
        'call',
        'wallet',
        'top_up',
        'payout',
        'advisor',
        'dispute',
        'complaint',
        'licence',
        'person',
      ]),
    );
  });

  it.each(all.map((event) => [event.type, event] as const))('%s has an example that fits its schema', (_, event) => {
    const validate = ajv.compile(messageSchema(event));
    validate(messageExample(event));
    expect(validate.errors).toBeNull();
    expect(faults(event.payload, exampleOf(event.payload))).toEqual([]);
  });

  it('refuses a payload that lacks a member or has a bare id in it, by both checks', () => {
    const { payload } = CATALOGUE.get('call.ended')!;
    const validate = ajv.compile(schemaOf(payload));
    const example = exampleOf(payload);
    for (const wrong of [
      { ...example, callId: UUID },
      { ...example, priceMinor: 1.5 },
      { ...example, reason: 'no such' },
      { ...example, currency: undefined },
    ]) {
      expect([wrong, validate(JSON.parse(JSON.stringify(wrong)))]).toEqual([wrong, false]);
      expect(faults(payload, wrong)).not.toEqual([]);
    }
  });

  it('holds only ids, amounts, times, codes and counts: no member could carry a name or an address', () => {
    const members = all.flatMap(({ payload }) => Object.keys((schemaOf(payload) as { properties: object }).properties));
    expect(members.filter((name) => /name|mail|phone|text|address|birth|iban|card/i.test(name))).toEqual(
      members.filter((name) => name === 'planName'),
    );
  });

  it('makes no message of 20 kB, even of the longest words that a licensee may give', () => {
    // Four bytes for each two characters of a length, and the 16,000 bytes of `MetadataMap`.
    const words = { externalId: '\u{1F4DE}'.repeat(100), metadata: { a: 'x'.repeat(16_000 - '{"a":""}'.length) } };
    for (const event of all) {
      const message = messageExample(event);
      const data = { ...message.data, ...('metadata' in message.data ? words : {}) };
      expect([event.type, Buffer.byteLength(JSON.stringify({ ...message, data })) < 20_000]).toEqual([
        event.type,
        true,
      ]);
    }
  });

  it('gives the end of a ring the type that says how it ended, and keeps facts that are nobody else’s', () => {
    const parties = { callId: UUID, callerId: UUID, advisorId: UUID, advisorPersonId: UUID };
    const types = ['accepted', 'declined', 'cancelled', 'no_answer', 'ended'].map(
      (why) => publicForm('call.ring_stopped', { ...parties, why })?.type,
    );
    expect(types).toEqual(['call.accepted', 'call.declined', 'call.cancelled', 'call.missed', undefined]);
    expect(publicForm('call.ending', parties)).toBeUndefined();
    expect(JSON.stringify(publicForm('call.requested', { ...parties, expiresAt: 'x' }))).not.toContain(UUID);
  });
});

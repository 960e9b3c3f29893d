import { randomUUIDv7 } from 'node:crypto';
import { type ArgumentMetadata, Injectable, type PipeTransform, type Type, mixin } from '@nestjs/common';
import { NotFound } from './problem.js';

/** Kinds of public ids; the prefix is part of the contract (experience.md section 4). */
export const ID_PREFIX = {
  licensee: 'lic',
  person: 'usr',
  advisor: 'adv',
  session: 'ses',
  device: 'dev',
  call: 'call',
  receipt: 'rct',
  transaction: 'txn',
  topUp: 'top',
  refund: 'ref',
  card: 'card',
  event: 'evt',
  credit: 'crd',
  asset: 'ast',
  note: 'note',
  operatorAccess: 'opa',
  audit: 'aud',
  report: 'rep',
  account: 'acc',
  job: 'job',
  photo: 'pic',
  plan: 'plan',
  licenceInvoice: 'inv',
  licenceCreditNote: 'cn',
  licencePayment: 'lpay',
  licenceReturn: 'lret',
  licenceNetting: 'net',
  walletRefund: 'wrf',
  handPayment: 'hpy',
  payout: 'pay',
  payoutDocument: 'pdoc',
  userInvoice: 'uinv',
  payeeDebt: 'debt',
  connectAccount: 'con',
  dispute: 'dsp',
  comparison: 'cmp',
  operatorPayout: 'opp',
  safeguardMove: 'sgm',
  tip: 'tip',
  coupon: 'cpn',
  referral: 'rfl',
  fraudWarning: 'efw',
  complaint: 'cmpl',
  webhookEndpoint: 'we',
  webhookDelivery: 'msg',
  apiKey: 'key',
  signInKey: 'sik',
  rating: 'rat',
  block: 'blk',
  notice: 'ntc',
  booking: 'bkg',
  callback: 'cbk',
  mail: 'mail',
  text: 'txt',
  callLink: 'lnk',
  withdrawal: 'wdr',
  withdrawalCase: 'wdc',
} as const;
export type IdKind = keyof typeof ID_PREFIX;

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford base32, lower case: sorts like the bytes

/** New time-ordered id (UUIDv7). */
export const newId = (): string => randomUUIDv7();

/** `call_01hx...`: the form in which an id leaves the system. */
export function publicId(kind: IdKind, uuid: string): string {
  let value = BigInt(`0x${uuid.replaceAll('-', '')}`);
  let out = '';
  for (let i = 0; i < 26; i++) {
    out = ALPHABET.charAt(Number.parseInt((value & 31n).toString(), 10)) + out;
    value >>= 5n;
  }
  return `${ID_PREFIX[kind]}_${out}`;
}

/** The UUID inside a public id of this kind, or undefined when it is not one. */
export function parseId(kind: IdKind, text: string): string | undefined {
  const prefix = `${ID_PREFIX[kind]}_`;
  if (!text.startsWith(prefix) || text.length !== prefix.length + 26) return undefined;
  let value = 0n;
  for (const char of text.slice(prefix.length)) {
    const digit = ALPHABET.indexOf(char);
    if (digit < 0) return undefined;
    value = (value << 5n) | BigInt(digit);
  }
  if (value >> 128n !== 0n) return undefined;
  const hex = value.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const pipes = new Map<IdKind, Type<PipeTransform<string, string>>>();

/** Pipe for a path parameter: a malformed id and a foreign id get the same answer. */
export function IdPipe(kind: IdKind): Type<PipeTransform<string, string>> {
  const known = pipes.get(kind);
  if (known) return known;
  @Injectable()
  class PublicIdPipe implements PipeTransform<string, string> {
    transform(value: string, _metadata: ArgumentMetadata): string {
      const uuid = parseId(kind, value);
      if (uuid === undefined) throw new NotFound();
      return uuid;
    }
  }
  const pipe = mixin(PublicIdPipe);
  pipes.set(kind, pipe);
  return pipe;
}

/** Pipe for a path parameter that counts from 1 within its licensee. */
@Injectable()
export class NumberPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    if (!/^[1-9]\d{0,8}$/.test(value)) throw new NotFound();
    return Number.parseInt(value, 10);
  }
}

/** Pipe for a path parameter that is one of a few words; another word is an unknown route. */
export function WordPipe<Word extends string>(words: readonly Word[]): Type<PipeTransform<string, Word>> {
  @Injectable()
  class KnownWordPipe implements PipeTransform<string, Word> {
    transform(value: string): Word {
      const word = words.find((one) => one === value);
      if (word === undefined) throw new NotFound();
      return word;
    }
  }
  return mixin(KnownWordPipe);
}

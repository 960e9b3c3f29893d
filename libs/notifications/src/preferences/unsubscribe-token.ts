import { createHmac, timingSafeEqual } from 'node:crypto';
import { parseId, publicId } from '@app/kernel';
import { TOPIC_NAMES, type TopicName } from './topics.js';

export type Stoppable = TopicName | 'marketing';

/** A token that switches one topic off for one person and can do nothing else; it does not end, as a mail may be read years later. */
export function unsubscribeToken(secret: string, licenseeId: string, personId: string, topic: Stoppable): string {
  const text = `${publicId('person', personId)}.${topic}`;
  return `${text}.${mac(secret, licenseeId, text).toString('base64url')}`;
}

/** What a token stops; undefined when it is not one of ours for this licensee. */
export function readUnsubscribeToken(
  secret: string,
  licenseeId: string,
  token: string,
): { personId: string; topic: Stoppable } | undefined {
  const [person = '', topic = '', signature = '', ...more] = token.split('.');
  const personId = parseId('person', person);
  const known = [...TOPIC_NAMES, 'marketing' as const].find((name) => name === topic);
  if (personId === undefined || known === undefined || more.length > 0) return undefined;
  const [given, right] = [Buffer.from(signature, 'base64url'), mac(secret, licenseeId, `${person}.${topic}`)];
  return given.length === right.length && timingSafeEqual(given, right) ? { personId, topic: known } : undefined;
}

function mac(secret: string, licenseeId: string, text: string): Buffer {
  // A key of its own, so that no other use of the secret makes such a token.
  const key = createHmac('sha256', secret).update('unsubscribe').digest();
  return createHmac('sha256', key).update(`${licenseeId}.${text}`).digest();
}

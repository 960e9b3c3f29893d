import { createHash } from 'node:crypto';
import { addSeconds, publicId } from '@app/kernel';
import type { MailLocale } from './mail/templates.js';
import type { PushMessage } from './push.js';

/** How long a device that was asleep should still be told to stop ringing. */
export const CANCEL_TTL_SECONDS = 30;

export const wholeSeconds = (from: Date, to: Date): number => Math.floor((to.getTime() - from.getTime()) / 1000);

/**
 * Rings a device for as long as the call still rings; undefined when that is less than a second. The app sends the token back before it rings: that says that the
 * ring has come, and the answer who calls and whether it still rings.
 */
export function ringMessage(callId: string, expiresAt: Date, token: string, now: Date): PushMessage | undefined {
  const id = publicId('call', callId);
  return within(now, expiresAt, { type: 'call.ring', callId: id, expiresAt: expiresAt.toISOString(), token }, id);
}

const INCOMING: Readonly<Record<MailLocale, string>> = { en: 'Incoming call', de: 'Eingehender Anruf' };

/** The same ring, shown by the system: for an app that was not woken. */
export const alertedMessage = (message: PushMessage, brand: string, locale: MailLocale): PushMessage => ({
  ...message,
  alert: { title: brand, body: INCOMING[locale] },
});

/** Takes a ring back; undefined when it is too late to matter. */
export function cancelMessage(callId: string, why: string, stoppedAt: Date, now: Date): PushMessage | undefined {
  const id = publicId('call', callId);
  return within(now, addSeconds(stoppedAt, CANCEL_TTL_SECONDS), { type: 'call.cancel', callId: id, why }, id);
}

/** Asks a device to answer; undefined when the answer would come too late. */
export function testMessage(deviceId: string, nonce: string, answerBy: Date, now: Date): PushMessage | undefined {
  return within(now, answerBy, { type: 'test', nonce }, publicId('device', deviceId));
}

/** Says that there is something to read; undefined when it is too late to matter. */
export function noticeMessage(
  kind: string,
  path: string | null,
  key: string,
  until: Date,
  now: Date,
): PushMessage | undefined {
  return within(now, until, { type: 'notice', kind, ...(path === null ? {} : { path }) }, collapseKeyOf(key));
}

/** Push services take 32 to 64 characters of letters and digits. */
const collapseKeyOf = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, 32);

function within(now: Date, expiresAt: Date, data: PushMessage['data'], collapseKey: string): PushMessage | undefined {
  const ttlSeconds = wholeSeconds(now, expiresAt);
  return ttlSeconds < 1 ? undefined : { data, collapseKey, ttlSeconds, expiresAt };
}

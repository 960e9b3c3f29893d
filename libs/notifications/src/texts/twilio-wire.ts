import { createHmac, timingSafeEqual } from 'node:crypto';
import type { TextFailure } from './texts.js';

/**
 * What a number of the provider's list of errors means. Not in the list of ours: refused, and nothing is known of the phone.
 * Source: https://www.twilio.com/docs/api/errors
 */
const STOPPED: readonly string[] = ['21610'];
const UNREACHABLE: readonly string[] = [
  '21211', // no number
  '21612', // no way from our sender to it
  '21614', // no mobile phone
  '30005', // nobody has it
  '30006', // a landline
  '63003', // not on WhatsApp
  '63024', // WhatsApp takes nothing for it
];

export const failureOf = (code: string): TextFailure => ({
  kind: STOPPED.includes(code) ? 'stopped' : UNREACHABLE.includes(code) ? 'unreachable' : 'rejected',
  code,
});

/** HMAC-SHA1 over the address and the sorted fields of the form, each name with its value. Source: https://www.twilio.com/docs/usage/security */
export function twilioSignature(token: string, url: string, form: Readonly<Record<string, string>>): string {
  const fields = Object.keys(form)
    .sort()
    .map((name) => `${name}${form[name]}`);
  return createHmac('sha1', token)
    .update(url + fields.join(''), 'utf8')
    .digest('base64');
}

export function isSignedBy(
  token: string,
  url: string,
  form: Readonly<Record<string, string>>,
  signature: string,
): boolean {
  const [expected, given] = [Buffer.from(twilioSignature(token, url, form)), Buffer.from(signature)];
  return token !== '' && expected.length === given.length && timingSafeEqual(expected, given);
}

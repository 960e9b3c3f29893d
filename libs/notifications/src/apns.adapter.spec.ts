import { describe, expect, it } from '@jest/globals';
import { ApnsError, Notification } from 'apns2';
import { outcomeOfApns } from './apns.adapter.js';

describe('what Apple says', () => {
  const said = (statusCode: number, reason: string) =>
    new ApnsError({ statusCode, notification: new Notification('x'), response: { reason, timestamp: 0 } });
  it.each([
    [said(410, 'Unregistered'), { kind: 'dead', code: 'Unregistered' }],
    [said(400, 'BadDeviceToken'), { kind: 'dead', code: 'BadDeviceToken' }],
    [said(400, 'BadTopic'), { kind: 'rejected', code: 'BadTopic' }],
    [said(403, 'InvalidProviderToken'), { kind: 'rejected', code: 'InvalidProviderToken' }],
    [said(429, 'TooManyRequests'), { kind: 'retry', afterSeconds: 3, code: 'TooManyRequests' }],
    [said(500, 'InternalServerError'), { kind: 'retry', afterSeconds: 3, code: 'InternalServerError' }],
    [new Error('away'), { kind: 'retry', afterSeconds: 3, code: 'unreachable' }],
  ])('%# means what it says', (error, outcome) => expect(outcomeOfApns(error)).toEqual(outcome));
});

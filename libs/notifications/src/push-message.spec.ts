import { describe, expect, it } from '@jest/globals';
import { addSeconds, newId, publicId } from '@app/kernel';
import { alertedMessage, cancelMessage, ringMessage } from './push-message.js';

const now = new Date('2026-03-01T12:00:00.000Z');
const callId = newId();
const id = publicId('call', callId);

describe('a ring', () => {
  it('lives as long as the call rings and says nothing about anybody', () => {
    const expiresAt = new Date('2026-03-01T12:00:44.700Z');
    expect(ringMessage(callId, expiresAt, 'a-token', now)).toEqual({
      data: { type: 'call.ring', callId: id, expiresAt: '2026-03-01T12:00:44.700Z', token: 'a-token' },
      collapseKey: id,
      ttlSeconds: 44,
      expiresAt,
    });
  });

  it('is not sent in its last second', () => {
    expect(ringMessage(callId, addSeconds(now, 1), 'a-token', now)?.ttlSeconds).toBe(1);
    expect(ringMessage(callId, addSeconds(now, 0.999), 'a-token', now)).toBeUndefined();
    expect(ringMessage(callId, addSeconds(now, -5), 'a-token', now)).toBeUndefined();
  });

  it('that the system shows says no more than that somebody calls, in the language of the advisor', () => {
    const message = ringMessage(callId, addSeconds(now, 30), 'a-token', now)!;
    expect(alertedMessage(message, 'Aurora', 'de')).toEqual({
      ...message,
      alert: { title: 'Aurora', body: 'Eingehender Anruf' },
    });
  });
});

describe('a cancel', () => {
  it('replaces the ring by the same key and lives for 30 s after the ring stopped', () => {
    expect(cancelMessage(callId, 'accepted', now, now)).toEqual({
      data: { type: 'call.cancel', callId: id, why: 'accepted' },
      collapseKey: id,
      ttlSeconds: 30,
      expiresAt: addSeconds(now, 30),
    });
    expect(cancelMessage(callId, 'accepted', addSeconds(now, -20), now)?.ttlSeconds).toBe(10);
    expect(cancelMessage(callId, 'accepted', addSeconds(now, -30), now)).toBeUndefined();
  });
});

import { Shown, Text } from '@app/kernel';

const RING_STATES = ['ringing', 'missed', 'over'] as const;
export type RingState = (typeof RING_STATES)[number];

export class RingHeard {
  @Text({
    description: '`token` of the push that rang',
    max: 64,
    pattern: /^[A-Za-z0-9_-]{16,64}$/,
    example: 'V1StGXR8_Z5jdHi6B-myTA',
  })
  token: string;
}

export class RingView {
  @Shown('Call', { example: 'call_01hx0000000000000000000000' }) callId: string;
  @Shown('ringing: ring; missed: the caller gave up or nobody answered; over: it was answered or declined elsewhere', {
    type: String,
    enum: [...RING_STATES],
  })
  status: RingState;

  @Shown('When it stops ringing', { format: 'date-time' }) expiresAt: string;
  @Shown('voice or video') medium: string;
  @Shown('What the advisor knows the caller by', { example: 'Guest 7K2M4Q' }) callerAlias: string;
  @Shown('Name of the licensee', { example: 'Example Advice' }) brand: string;
  @Shown('Language of the advisor', { example: 'en' }) locale: string;
}

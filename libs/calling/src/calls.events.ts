import { type Metadata, defineEvent } from '@app/kernel';
import type { EndReason } from './call-machine.js';
import type { Call } from './call.entity.js';

interface CallParties {
  readonly callId: string;
  readonly callerId: string;
  readonly advisorId: string;
  readonly advisorPersonId: string;
  /** What the licensee's own systems call the call, and say of it. */
  readonly externalId: string | null;
  readonly metadata: Metadata;
}

/** What every event of a call tells. */
export const partiesOf = (row: Call): CallParties => ({
  callId: row.id,
  callerId: row.callerId,
  advisorId: row.advisorId,
  advisorPersonId: row.advisorPersonId,
  externalId: row.externalId,
  metadata: row.metadata,
});

export const CallRequested = defineEvent<CallParties & { expiresAt: string }>('call.requested', 'A call began to ring');
/** The ringing is over on every device, whoever ended it. */
export const CallRingStopped = defineEvent<
  CallParties & { why: 'accepted' | 'declined' | 'cancelled' | 'no_answer' | 'ended' }
>('call.ring_stopped', 'A call stopped ringing');
export const CallStarted = defineEvent<CallParties & { startedAt: string }>(
  'call.started',
  'Both sides are connected and the meter runs',
);
export const CallFundsLow = defineEvent<CallParties & { secondsLeft: number }>(
  'call.funds_low',
  'The money of a running call is about to end',
);
/** The advisor is free again; what the call costs is settled up to half a minute later. */
export const CallEnding = defineEvent<CallParties>('call.ending', 'A call is over and waits for its settlement');
export const CallEnded = defineEvent<
  CallParties & { reason: EndReason; billedSeconds: number; priceMinor: number; currency: string }
>('call.ended', 'A call ended and was settled');
/** `toCardMinor`: what of it goes on to the cards. */
export const CallRefunded = defineEvent<
  CallParties & { refundId: string; amountMinor: number; toCardMinor: number; currency: string }
>('call.refunded', 'Part or all of a price was given back');

/** Not a part of the price: it goes whole to the advisor and is not given back with the call. */
export const CallTipped = defineEvent<CallParties & { tipId: string; amountMinor: number; currency: string }>(
  'call.tipped',
  'A caller gave the advisor a tip',
);

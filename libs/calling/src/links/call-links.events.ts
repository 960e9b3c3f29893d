import { defineEvent } from '@app/kernel';

interface LinkFacts {
  readonly linkId: string;
  readonly advisorId: string;
}

export const CallLinkCreated = defineEvent<LinkFacts>('call_link.created', 'A link to call an advisor was made');
export const CallLinkRevoked = defineEvent<LinkFacts>('call_link.revoked', 'A link to call an advisor was taken back');
/** A call that is not connected gives its use back, so it may be open again, and used up again. */
export const CallLinkUsedUp = defineEvent<LinkFacts & { callId: string }>(
  'call_link.used_up',
  'The last call that a link is for was requested',
);

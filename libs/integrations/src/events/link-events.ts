import { publicId } from '@app/kernel';
import { CallLinkCreated, CallLinkRevoked, CallLinkUsedUp } from '@app/calling';
import { RefersTo } from './payload.js';
import { type PublicEvent, publicEvent } from './public-event.js';

export class CallLinkData {
  @RefersTo('callLink', 'The link') linkId: string;
  @RefersTo('advisor', 'Whom it calls') advisorId: string;
}
export class CallLinkUsedUpData extends CallLinkData {
  @RefersTo('call', 'The last call') callId: string;
}

interface LinkFacts {
  readonly linkId: string;
  readonly advisorId: string;
}
const link = (fact: LinkFacts): CallLinkData => ({
  linkId: publicId('callLink', fact.linkId),
  advisorId: publicId('advisor', fact.advisorId),
});
const ofLink = ['callLink', ({ linkId }: LinkFacts) => linkId] as const;

export const LINK_EVENTS: readonly PublicEvent[] = [
  publicEvent(CallLinkCreated, {
    type: 'call_link.created',
    description: 'A link that calls an advisor was made',
    payload: CallLinkData,
    subject: ofLink,
    data: link,
  }),
  publicEvent(CallLinkRevoked, {
    type: 'call_link.revoked',
    description: 'A link that calls an advisor was taken back',
    payload: CallLinkData,
    subject: ofLink,
    data: link,
  }),
  publicEvent(CallLinkUsedUp, {
    type: 'call_link.used_up',
    description: 'The last call that a link is for was requested; one that is never connected opens it again',
    payload: CallLinkUsedUpData,
    subject: ofLink,
    data: (fact) => ({ ...link(fact), callId: publicId('call', fact.callId) }),
  }),
];

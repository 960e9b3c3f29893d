import { defineEvent } from '@app/kernel';

interface Asked {
  callbackId: string;
  personId: string;
  advisorId: string;
  advisorPersonId: string;
}

export const WatchedAdvisorOnline = defineEvent<{ personId: string; advisorId: string }>(
  'watched_advisor.online',
  'An advisor whom somebody waits for can be called',
);
export const CallbackAsked = defineEvent<Asked>('callback.asked', 'Somebody asks an advisor to call back');
export const CallbackReady = defineEvent<Asked>('callback.ready', 'An advisor waits for the call of who asked');
export const CallbackDeclined = defineEvent<Asked>('callback.declined', 'An advisor does not call back');

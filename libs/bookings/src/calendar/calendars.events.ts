import { defineEvent } from '@app/kernel';
import type { Provider } from './calendar-port.js';

export const CalendarConsentLost = defineEvent<{
  advisorId: string;
  advisorPersonId: string;
  provider: Provider;
}>('calendar.consent_lost', 'The calendar of an advisor does not let us in any more; only they can connect it again');

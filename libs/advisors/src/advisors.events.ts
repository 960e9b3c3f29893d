import { defineEvent } from '@app/kernel';
import type { AdvisorStatus, OfflineReason } from './advisor.entity.js';

interface AdvisorFact {
  readonly advisorId: string;
  readonly personId: string;
}

export const AdvisorCreated = defineEvent<AdvisorFact & { status: AdvisorStatus }>(
  'advisor.created',
  'Somebody became an advisor',
);
/** Staff opened, closed or opened the profile again. */
export const AdvisorMoved = defineEvent<AdvisorFact & { move: 'approved' | 'suspended' | 'reinstated' }>(
  'advisor.moved',
  'Staff approved, suspended or reinstated an advisor',
);
/** Not for the other side: it must not learn of a block. */
export const ContactBlocked = defineEvent<{
  readonly advisorId: string;
  readonly personId: string;
  readonly by: 'user' | 'advisor';
}>('contact.blocked', 'An end user or an advisor wants no contact with the other any more');
/** Whether the advisor wants calls; a running call changes nothing about it. */
export const AdvisorAvailabilityChanged = defineEvent<
  AdvisorFact & { available: boolean; reason: OfflineReason | null }
>('advisor.availability_changed', 'An advisor went online or offline');

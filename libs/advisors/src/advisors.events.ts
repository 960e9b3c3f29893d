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
/** Whether the advisor wants calls; a running call changes nothing about it. */
export const AdvisorAvailabilityChanged = defineEvent<
  AdvisorFact & { available: boolean; reason: OfflineReason | null }
>('advisor.availability_changed', 'An advisor went online or offline');

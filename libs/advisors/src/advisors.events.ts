import { type Metadata, defineEvent } from '@app/kernel';
import type { Advisor, AdvisorStatus, OfflineReason } from './advisor.entity.js';

export interface AdvisorFact {
  readonly advisorId: string;
  readonly personId: string;
  /** What the licensee's own systems call and say of the advisor (features.md N3). */
  readonly externalId: string | null;
  readonly metadata: Metadata;
}

export const advisorFact = ({
  id,
  personId,
  externalId,
  metadata,
}: Pick<Advisor, 'id' | 'personId' | 'externalId' | 'metadata'>): AdvisorFact => ({
  advisorId: id,
  personId,
  externalId,
  metadata,
});

export const AdvisorCreated = defineEvent<AdvisorFact & { status: AdvisorStatus }>(
  'advisor.created',
  'Somebody became an advisor',
);
/** Also by the advisor, and the prices too. Not whether calls are taken: that is {@link AdvisorAvailabilityChanged}. */
export const AdvisorChanged = defineEvent<AdvisorFact>(
  'advisor.changed',
  'The profile, the prices, the commission, the externalId or the metadata of an advisor changed',
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

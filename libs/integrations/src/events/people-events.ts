import { type Metadata, ROLES, publicId } from '@app/kernel';
import {
  ADVISOR_STATUSES,
  AdvisorAvailabilityChanged,
  AdvisorCreated,
  AdvisorMoved,
  OFFLINE_REASONS,
} from '@app/advisors';
import { PersonSignedUp, UserChanged, UserClosed, UserCreated } from '@app/identity';
import { ENDING_STAGES, LICENCE_STATES, LicenceChanged } from '@app/licensing';
import { Count, OneOf, OwnId, OwnMetadata, RefersTo, Word } from './payload.js';
import { type PublicEvent, publicEvent } from './public-event.js';

export class UserData {
  @RefersTo('person', 'Who') personId: string;
  @OwnId() externalId: string | null;
  @OwnMetadata() metadata: Metadata;
}
export class PersonSignedUpData {
  @RefersTo('person', 'Who') personId: string;
  @OneOf('As what', ROLES) role: string;
}
export class AdvisorData {
  @RefersTo('advisor', 'The advisor') advisorId: string;
  @RefersTo('person', 'Who signs in as the advisor') personId: string;
}
export class AdvisorCreatedData extends AdvisorData {
  @OneOf('pending = waits for the approval of staff', ADVISOR_STATUSES) status: string;
}
export class AdvisorOfflineData extends AdvisorData {
  @OneOf('Why', OFFLINE_REASONS) reason: string;
}
export class LicenceData {
  @RefersTo('licensee', 'Whose licence it is') licenseeId: string;
  @OneOf('State of the licence now', LICENCE_STATES, { example: 'active' }) status: string;
  @Word('Name of the plan', { example: 'Studio' }) planName: string;
  @Count('Version of the plan', { example: 1 }) planVersion: number;
}
export class LicenceStateChangedData extends LicenceData {
  @OneOf('State before', LICENCE_STATES, { nullable: true, example: 'trial' }) fromStatus: string | null;
}
export class LicenceEndingData extends LicenceData {
  @OneOf('How far the end is; null = it was called off', ENDING_STAGES, { nullable: true }) stage: string | null;
}

const advisor = (fact: { advisorId: string; personId: string }): AdvisorData => ({
  advisorId: publicId('advisor', fact.advisorId),
  personId: publicId('person', fact.personId),
});
const ofAdvisor = ['advisor', (fact: { advisorId: string }) => fact.advisorId] as const;

type LicenceFact = { licenseeId: string; toStatus: string; planName: string; planVersion: number };
const ofLicence = ['licensee', (fact: { licenseeId: string }) => fact.licenseeId] as const;
const licence = (fact: LicenceFact): LicenceData => ({
  licenseeId: publicId('licensee', fact.licenseeId),
  status: fact.toStatus,
  planName: fact.planName,
  planVersion: fact.planVersion,
});

const MOVES = [
  ['approved', 'Staff approved an advisor'],
  ['suspended', 'Staff suspended an advisor'],
  ['reinstated', 'Staff reinstated an advisor'],
] as const;

export const PEOPLE_EVENTS: readonly PublicEvent[] = [
  publicEvent(PersonSignedUp, {
    type: 'person.signed_up',
    description: 'An end user made an account',
    payload: PersonSignedUpData,
    subject: ['person', (fact) => fact.personId],
    data: (fact) => ({ personId: publicId('person', fact.personId), role: fact.role }),
  }),
  ...[UserCreated, UserChanged, UserClosed].map((fact) =>
    publicEvent(fact, {
      type: fact.type,
      description: fact.description,
      payload: UserData,
      subject: ['person', ({ personId }) => personId],
      data: ({ personId, externalId, metadata }) => ({
        personId: publicId('person', personId),
        externalId,
        metadata,
      }),
    }),
  ),
  publicEvent(AdvisorCreated, {
    type: 'advisor.created',
    description: 'Somebody became an advisor',
    payload: AdvisorCreatedData,
    subject: ofAdvisor,
    data: (fact) => ({ ...advisor(fact), status: fact.status }),
  }),
  ...MOVES.map(([move, description]) =>
    publicEvent(AdvisorMoved, {
      type: `advisor.${move}`,
      description,
      payload: AdvisorData,
      subject: ofAdvisor,
      when: (fact) => fact.move === move,
      data: advisor,
    }),
  ),
  publicEvent(AdvisorAvailabilityChanged, {
    type: 'advisor.online',
    description: 'An advisor takes calls',
    payload: AdvisorData,
    subject: ofAdvisor,
    when: (fact) => fact.available,
    data: advisor,
  }),
  publicEvent(AdvisorAvailabilityChanged, {
    type: 'advisor.offline',
    description: 'An advisor takes no more calls; a running one goes on',
    payload: AdvisorOfflineData,
    subject: ofAdvisor,
    when: (fact) => !fact.available,
    data: (fact) => ({ ...advisor(fact), reason: fact.reason ?? 'self' }),
  }),
];

export const LICENCE_EVENTS: readonly PublicEvent[] = [
  publicEvent(LicenceChanged, {
    type: 'licence.started',
    description: 'The licence began',
    payload: LicenceData,
    subject: ofLicence,
    when: (fact) => fact.kind === 'started',
    data: licence,
  }),
  publicEvent(LicenceChanged, {
    type: 'licence.state_changed',
    description: 'The licence came into another state: trial, active, past_due, suspended, terminated',
    payload: LicenceStateChangedData,
    subject: ofLicence,
    when: (fact) => fact.kind === 'state',
    data: (fact) => ({ ...licence(fact), fromStatus: fact.fromStatus }),
  }),
  publicEvent(LicenceChanged, {
    type: 'licence.plan_changed',
    description: 'The licence has another plan',
    payload: LicenceData,
    subject: ofLicence,
    when: (fact) => fact.kind === 'plan',
    data: licence,
  }),
  publicEvent(LicenceChanged, {
    type: 'licence.ending_changed',
    description: 'The end of the licence was planned, called off, or came a step closer',
    payload: LicenceEndingData,
    subject: ofLicence,
    when: (fact) => fact.kind === 'ending',
    data: (fact) => ({ ...licence(fact), stage: fact.ending }),
  }),
];

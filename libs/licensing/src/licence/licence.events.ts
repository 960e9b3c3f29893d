import { defineEvent } from '@app/kernel';
import type { EndingStage, LicenceStatus } from './licence.entity.js';

/** One step of the life of a licence, as its history has it [A3]. */
export const LicenceChanged = defineEvent<{
  licenseeId: string;
  kind: 'started' | 'state' | 'plan' | 'ending';
  fromStatus: LicenceStatus | null;
  toStatus: LicenceStatus;
  ending: EndingStage | null;
  planName: string;
  planVersion: number;
}>('licence.changed', 'A licence started, changed its state or plan, or came closer to its end');

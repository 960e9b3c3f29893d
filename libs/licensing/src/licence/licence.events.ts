import { defineEvent } from '@app/kernel';
import type { EndingStage, HeldFor, LicenceStatus } from './licence.entity.js';

/** One step of the life of a licence, as its history has it [A3]. */
export const LicenceChanged = defineEvent<{
  licenseeId: string;
  kind: 'started' | 'state' | 'plan' | 'ending';
  fromStatus: LicenceStatus | null;
  toStatus: LicenceStatus;
  /** Why it is suspended. */
  heldFor: HeldFor | null;
  ending: EndingStage | null;
  /** When it ends, and until when its data can be taken along, as ISO 8601. */
  endsAt: string | null;
  exportUntil: string | null;
  planName: string;
  planVersion: number;
}>('licence.changed', 'A licence started, changed its state or plan, or came closer to its end');

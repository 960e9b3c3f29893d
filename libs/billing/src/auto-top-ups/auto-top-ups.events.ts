import { defineEvent } from '@app/kernel';
import type { PauseReason } from './auto-top-ups.dto.js';

/** The payer has to do something; a running call goes on until its money ends [D12]. */
export const AutoTopUpStopped = defineEvent<{ personId: string; reason: PauseReason }>(
  'auto_top_up.stopped',
  'Top-ups by themselves stopped, and the payer has to do something',
);

import { addSeconds } from '@app/kernel';
import type { Call } from './call.entity.js';

/** Limits of one tip, in minor units, and of a call. */
export const TIP_MIN_MINOR = 50;
export const TIP_MAX_MINOR = 20_000;
export const TIPS_PER_CALL = 3;
const TIP_DAYS = 7;

/** A call that was paid by its caller, for a week from its settlement. */
export const isTippable = ({ settlementId, settledAt }: Pick<Call, 'settlementId' | 'settledAt'>, now: Date): boolean =>
  settlementId !== null && settledAt !== null && now < addSeconds(settledAt, TIP_DAYS * 24 * 3600);

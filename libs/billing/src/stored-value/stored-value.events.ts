import { defineEvent } from '@app/kernel';

/** Paid top-ups of twelve months at one issuer reached a part of what may be had without telling the authority. Told to the issuer, and to the operator of the platform. */
export const StoredValueVolumeReached = defineEvent<{
  issuer: string;
  percent: number;
  toldTo: 'licensee' | 'operator';
}>('stored_value.volume_reached', 'Top-ups of twelve months at an issuer reached 80 or 100 % of EUR 1,000,000');

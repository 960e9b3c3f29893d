import { IsNull } from 'typeorm';
import type { Tx } from '@app/kernel';
import { NettingConsent } from './netting.entity.js';

/** The consent of the tenant that was not withdrawn. */
export const standingConsent = (tx: Tx): Promise<NettingConsent | null> =>
  tx.findOneBy(NettingConsent, { licenseeId: tx.ctx.licenseeId, withdrawnAt: IsNull() });

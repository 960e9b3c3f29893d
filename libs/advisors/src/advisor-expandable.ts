import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Expandable, type Tx, publicId } from '@app/kernel';
import { Advisor } from './advisor.entity.js';

/** Advisors as the licensee knows them, where answers have their ids. */
@Injectable()
export class AdvisorExpandable extends Expandable {
  readonly name = 'advisor';
  readonly idKind = 'advisor';
  readonly isNamed = true;
  readonly scope = 'advisors:read';
  readonly roles = ['owner', 'admin', 'support', 'analyst'] as const;

  async of(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, object>> {
    const advisors = await tx.findBy(Advisor, { licenseeId: tx.ctx.licenseeId, id: In([...ids]) });
    return new Map(
      advisors.map(({ id, externalId, displayName, status, metadata }) => [
        id,
        { id: publicId('advisor', id), externalId, displayName, status, metadata },
      ]),
    );
  }
}

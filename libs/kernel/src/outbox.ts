import { Injectable } from '@nestjs/common';
import type { Tx } from './db.js';
import type { EventDefinition } from './events.js';
import { newId } from './id.js';
import { Jobs } from './jobs.js';

/** The only way out for side effects: the fact and the jobs that tell others of it commit together. */
@Injectable()
export class Outbox {
  constructor(private readonly jobs: Jobs) {}

  async add<P extends object>(tx: Tx, event: EventDefinition<P>, data: P): Promise<void> {
    await this.jobs.publish(tx, { id: newId(), type: event.type, occurredAt: tx.now.toISOString(), data });
  }
}

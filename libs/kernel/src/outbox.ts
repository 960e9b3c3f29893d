import { Injectable } from '@nestjs/common';
import { type Tx } from './db.js';
import { newId } from './id.js';
import { Jobs } from './jobs.js';

/** A kind of event: name in the past tense and the type of its payload. */
export interface EventDefinition<P> {
  readonly type: string;
  readonly description: string;
  /** Carries the payload type; never set. */
  readonly payload?: P;
}

export const defineEvent = <P>(type: string, description: string): EventDefinition<P> => ({ type, description });

export interface EventEnvelope<P> {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly data: P;
}

/** The only way out for side effects: the fact and the jobs that tell others of it commit together. */
@Injectable()
export class Outbox {
  constructor(private readonly jobs: Jobs) {}

  async add<P extends object>(tx: Tx, event: EventDefinition<P>, data: P): Promise<void> {
    await this.jobs.publish(tx, { id: newId(), type: event.type, occurredAt: tx.now.toISOString(), data });
  }
}

import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Tx } from './db.js';
import { instancesOf } from './discover.js';
import type { EventDefinition, EventEnvelope } from './events.js';
import { newId } from './id.js';
import { Jobs } from './jobs.js';

/** Keeps facts in the transaction that made them: a module adds one by listing a subclass among its providers. What it throws undoes the fact. */
export abstract class EventRecorder {
  abstract record(tx: Tx, event: EventEnvelope<unknown>): Promise<void>;
}

/** The only way out for side effects: the fact, its record and the jobs that tell others of it commit together. */
@Injectable()
export class Outbox {
  private recorders?: readonly EventRecorder[];

  constructor(
    private readonly jobs: Jobs,
    private readonly discovery: DiscoveryService,
  ) {}

  async add<P extends object>(tx: Tx, event: EventDefinition<P>, data: P): Promise<void> {
    const envelope = { id: newId(), type: event.type, occurredAt: tx.now.toISOString(), data };
    this.recorders ??= instancesOf(this.discovery, EventRecorder);
    for (const recorder of this.recorders) await recorder.record(tx, envelope);
    await this.jobs.publish(tx, envelope);
  }
}

import { Injectable } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { type Tx, rowsOf } from './db.js';
import { markedMethods } from './discover.js';
import type { Context } from './context.js';
import { systemContext } from './context.js';
import type { EventDefinition, EventEnvelope } from './events.js';

/** What a job may carry: plain data. */
export type Payload = Readonly<Record<string, unknown>>;

export interface JobOptions {
  /** Jobs of one queue run one after the other, over all workers. */
  readonly queue?: string;
  /** A job with the same key that has not started is replaced instead of added. */
  readonly key?: string;
  /** As the clock of the tenant goes. */
  readonly runAt?: Date;
  readonly maxAttempts?: number;
}

const TASK = Symbol('task');
const EVERY = Symbol('every');
const ALWAYS = Symbol('always');

interface TaskMark {
  readonly name: string;
  readonly event?: string;
}

/** The method runs jobs of this name: `(ctx, payload) => Promise<void>`. It must be idempotent: a job can run twice. */
export const Task = (name: string): MethodDecorator => mark(TASK, { name } satisfies TaskMark);

/** The method is told of each event of this kind, in a job of its own: `(ctx, event) => Promise<void>`. */
export const Handles = <P>(event: EventDefinition<P>, name: string): MethodDecorator =>
  mark(TASK, { name, event: event.type } satisfies TaskMark);

/** The method runs on a schedule in one worker at a time: `() => Promise<void>`. `pattern` is a crontab pattern in UTC. */
export const Every = (pattern: string, name: string): MethodDecorator => mark(EVERY, { name, pattern });

/** The method runs over and over with this pause while the worker lives; safe with several workers because it claims rows. */
export const Always = (pauseMs: number, name: string): MethodDecorator => mark(ALWAYS, { name, pauseMs });

function mark(key: symbol, value: object): MethodDecorator {
  return (_target, _property, descriptor: PropertyDescriptor) => {
    Reflect.defineMetadata(key, value, descriptor.value as object);
  };
}

export interface TaskHandler {
  readonly name: string;
  readonly event?: string;
  run(ctx: Context, payload: unknown): Promise<void>;
}
export interface ScheduledHandler {
  readonly name: string;
  readonly pattern: string;
  run(): Promise<void>;
}
export interface LoopHandler {
  readonly name: string;
  readonly pauseMs: number;
  run(): Promise<void>;
}

/** Every job handler of the process's modules, found by decorator. Both processes know them: the API to address jobs, the worker to run them. */
@Injectable()
export class JobRegistry {
  private found?: { tasks: TaskHandler[]; scheduled: ScheduledHandler[]; loops: LoopHandler[] };

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  get tasks(): readonly TaskHandler[] {
    return this.scan().tasks;
  }
  get scheduled(): readonly ScheduledHandler[] {
    return this.scan().scheduled;
  }
  get loops(): readonly LoopHandler[] {
    return this.scan().loops;
  }

  /** Names of the tasks that want to hear of an event. */
  handlersOf(eventType: string): readonly string[] {
    return this.tasks.filter((task) => task.event === eventType).map((task) => task.name);
  }

  private scan(): NonNullable<JobRegistry['found']> {
    if (this.found) return this.found;
    const services = { discovery: this.discovery, scanner: this.scanner, reflector: this.reflector };
    const found = {
      tasks: markedMethods<TaskMark>(services, TASK).map(({ mark, run }) => ({ ...mark, run })),
      scheduled: markedMethods<{ name: string; pattern: string }>(services, EVERY).map(({ mark, run }) => ({
        ...mark,
        run,
      })),
      loops: markedMethods<{ name: string; pauseMs: number }>(services, ALWAYS).map(({ mark, run }) => ({
        ...mark,
        run,
      })),
    };
    const names = [...found.tasks, ...found.scheduled].map((handler) => handler.name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`Two job handlers are called ${twice}`);
    return (this.found = found);
  }
}

/** What lies in the queue for one task. */
export interface JobBody {
  readonly licenseeId: string;
  readonly requestId: string;
  readonly payload: unknown;
}

@Injectable()
export class Jobs {
  constructor(private readonly registry: JobRegistry) {}

  /** Adds a job in the caller's transaction: it exists if, and only if, that commits. */
  async add(tx: Tx, task: string, payload: Payload, options: JobOptions = {}): Promise<void> {
    const body: JobBody = { licenseeId: tx.ctx.licenseeId, requestId: tx.ctx.requestId, payload };
    // The queue goes by the common clock, which that of a test twin is ahead of.
    const runAt =
      options.runAt === undefined
        ? '$5::timestamptz'
        : `$5::timestamptz - (select l.clock_offset from app.licensee l where l.id = app.tenant())`;
    await rowsOf(tx, `select app.enqueue_job($1, $2::json, $3, $4, ${runAt}, $6)`, [
      task,
      JSON.stringify(body),
      options.queue ?? null,
      options.key ?? null,
      options.runAt ?? null,
      options.maxAttempts ?? 25,
    ]);
  }

  /** Adds one job for each handler of an event. */
  async publish(tx: Tx, envelope: EventEnvelope<unknown>, options: JobOptions = {}): Promise<void> {
    for (const name of this.registry.handlersOf(envelope.type)) {
      await this.add(tx, name, envelope as unknown as Payload, options);
    }
  }
}

/** The context in which a job runs. */
export const jobContext = (task: string, body: JobBody): Context =>
  systemContext(body.licenseeId, task, body.requestId);

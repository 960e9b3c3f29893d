import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Logger, type Runner, type TaskList, parseCronItems, run, runOnce } from 'graphile-worker';
import { type JobBody, JobRegistry, counters, jobContext, log } from '@app/kernel';
import pg from 'pg';

const CONCURRENCY = 10;

/** Runs what the modules declare with @Task, @Handles, @Every and @Always. Several workers may run side by side: jobs are locked, loops claim rows. */
@Injectable()
export class JobRunner {
  private runner?: Runner;
  private readonly stopping = new AbortController();
  private loops: Promise<void>[] = [];
  private pool?: pg.Pool;

  constructor(private readonly registry: JobRegistry) {}

  /** @param connectionString Postgres as role app_jobs */
  async start(connectionString: string): Promise<void> {
    this.pool = new pg.Pool({ connectionString, application_name: 'app_jobs', max: CONCURRENCY + 2, keepAlive: true });
    this.pool.on('error', (error) => log.warn({ err: error }, 'queue connection lost'));
    this.pool.on('connect', (client) => client.on('error', () => undefined));
    this.runner = await run({
      pgPool: this.pool,
      concurrency: CONCURRENCY,
      noHandleSignals: true,
      pollInterval: 1_000,
      logger: queueLogger,
      taskList: this.taskList(),
      parsedCronItems: parseCronItems(
        this.registry.scheduled.map(({ name, pattern }) => ({
          task: name,
          match: pattern,
          identifier: name,
          options: { backfillPeriod: 0, maxAttempts: 1, queueName: name },
        })),
      ),
    });
    this.loops = this.registry.loops.map((loop) => this.repeat(loop.name, loop.pauseMs, () => loop.run()));
  }

  /** Finishes what runs and takes nothing new. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all([this.runner?.stop(), ...this.loops]);
    await this.pool?.end();
  }

  /** Settles when the queue gives up, so that the supervisor starts a new process. */
  get finished(): Promise<void> {
    return this.runner?.promise ?? Promise.resolve();
  }

  /** For tests: runs every waiting job and every loop once. */
  async drain(connectionString: string): Promise<void> {
    await runOnce({ connectionString, taskList: this.taskList(), logger: queueLogger, noHandleSignals: true });
  }

  private taskList(): TaskList {
    const tasks: TaskList = {};
    for (const task of this.registry.tasks) {
      tasks[task.name] = async (raw) => {
        const body = raw as JobBody;
        await this.count(task.name, () => task.run(jobContext(task.name, body), body.payload));
      };
    }
    for (const scheduled of this.registry.scheduled)
      tasks[scheduled.name] = () => this.count(scheduled.name, () => scheduled.run());
    return tasks;
  }

  private async count(task: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      counters.jobs.inc({ task, outcome: 'done' });
    } catch (error) {
      counters.jobs.inc({ task, outcome: 'failed' });
      log.warn({ err: error, task }, 'a job failed; it is tried again');
      throw error;
    }
  }

  private async repeat(name: string, pauseMs: number, work: () => Promise<void>): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await work().catch((error: unknown) => log.warn({ err: error, loop: name }, 'a loop failed; it goes on'));
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** The queue's own messages; a failing task is logged once, by the runner. */
const queueLogger = new Logger(() => (level, message) => {
  if (level === 'error' && !message.startsWith('Failed task')) log.warn({ queue: true }, message);
});

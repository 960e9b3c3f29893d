import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Logger, type Runner, type TaskList, parseCronItems, run, runOnce } from 'graphile-worker';
import { type JobBody, JobRegistry, counters, jobContext, log } from '@app/kernel';
import pg from 'pg';

const CONCURRENCY = 10;
/** A job, and with it its queue, belongs to a worker for so long after the last sign of life. The queue alone would wait four hours for a killed one. */
const LEASE_SECONDS = 20;
const RENEW_MS = 5_000;

/** Runs what the modules declare with @Task, @Handles, @Every and @Always. Several workers may run side by side: jobs are locked, loops claim rows. */
@Injectable()
export class JobRunner {
  private runner?: Runner;
  private readonly stopping = new AbortController();
  private loops: Promise<void>[] = [];
  private pool?: pg.Pool;
  private readonly running = new Set<string>();

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
    this.loops = [
      this.repeat('worker.leases', RENEW_MS, () => this.renewLeases()),
      ...this.registry.loops.map((loop) => this.repeat(loop.name, loop.pauseMs, () => loop.run())),
    ];
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

  /** For tests: runs every waiting job once, and returns when the queue knows what became of each. */
  async drain(pgPool: pg.Pool): Promise<void> {
    await runOnce({
      pgPool,
      taskList: this.taskList(),
      logger: queueLogger,
      noHandleSignals: true,
      // Only what is written down in batches is waited for; the library lets go of single jobs before they are off the queue.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
  }

  private taskList(): TaskList {
    const tasks: TaskList = {};
    for (const task of this.registry.tasks) {
      tasks[task.name] = async (raw, { job }) => {
        const body = raw as JobBody;
        await this.count(task.name, job.id, () => task.run(jobContext(task.name, body), body.payload));
      };
    }
    for (const scheduled of this.registry.scheduled)
      tasks[scheduled.name] = (_raw, { job }) => this.count(scheduled.name, job.id, () => scheduled.run());
    return tasks;
  }

  /** Keeps what this process works on, and frees what a dead process has left locked. */
  private async renewLeases(): Promise<void> {
    await this.pool!.query(
      `with mine as (update graphile_worker._private_jobs set locked_at = now()
                      where id = any ($1) and locked_at is not null returning job_queue_id)
       update graphile_worker._private_job_queues set locked_at = now() where id in (select job_queue_id from mine)`,
      [[...this.running]],
    );
    const { rows } = await this.pool!.query<{ jobs: number }>(
      `with dead as (update graphile_worker._private_jobs
                        set locked_at = null, locked_by = null, run_at = greatest(run_at, now())
                      where locked_at < now() - make_interval(secs => $1) returning 1),
            queues as (update graphile_worker._private_job_queues set locked_at = null, locked_by = null
                        where locked_at < now() - make_interval(secs => $1))
       select count(*)::int as jobs from dead`,
      [LEASE_SECONDS],
    );
    if (rows[0]!.jobs > 0) log.warn({ jobs: rows[0]!.jobs }, 'took over the jobs of a worker that died');
  }

  private async count(task: string, jobId: string, work: () => Promise<void>): Promise<void> {
    this.running.add(jobId);
    try {
      await work();
      counters.jobs.inc({ task, outcome: 'done' });
    } catch (error) {
      counters.jobs.inc({ task, outcome: 'failed' });
      log.warn({ err: error, task }, 'a job failed; it is tried again');
      throw error;
    } finally {
      this.running.delete(jobId);
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

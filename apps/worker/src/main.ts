import { NestFactory } from '@nestjs/core';
import { InvalidConfiguration, NestLog, loadConfig, log } from '@app/kernel';
import { JobRunner } from './job-runner.js';
import { WorkerModule } from './worker.module.js';

try {
  const config = loadConfig();
  const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(config), {
    logger: new NestLog(),
    abortOnError: false,
  });
  const runner = app.get(JobRunner);
  await runner.start(config.DATABASE_JOBS_URL);
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await runner.stop();
    await app.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
  runner.finished.then(
    () => undefined,
    (error: unknown) => {
      log.fatal({ err: error }, 'the queue gave up');
      process.exit(1);
    },
  );
  // For the supervisor, whatever the log level is.
  console.log('worker ready');
} catch (error) {
  if (error instanceof InvalidConfiguration) console.error(error.message);
  else console.error(`The worker cannot start: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}

import { run } from './faults/run.ts';
import { readOptions } from './faults/options.ts';
import { UsageError } from './usage-error.ts';

/**
 * `npm run test:faults`: kills API replicas and worker at random moments under load, then reads the database and proves that no
 * acknowledged operation was lost or done twice (reference/trust.md, R1 and R2). With --mutant the product is broken on purpose, and the
 * proof has to fail.
 */
try {
  process.exitCode = await run(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 1;
}

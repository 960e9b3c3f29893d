import fs from 'node:fs';

export default async function teardown(): Promise<void> {
  await globalThis.testPostgres?.stop();
  if (globalThis.testPostgres) fs.rmSync(globalThis.testPostgres.root, { recursive: true, force: true });
}

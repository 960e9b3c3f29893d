import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox/src/sandbox.js';

/** The sandbox for specs of pushes, with its certificate authority in a file as a deployment has it. */
export async function pushSandbox(): Promise<{
  readonly sandbox: Sandbox;
  readonly caFile: string;
  stop(): Promise<void>;
}> {
  const folder = mkdtempSync(path.join(tmpdir(), 'push-sandbox-'));
  const sandbox = await startSandbox({
    port: 0,
    fcmPort: 0,
    smtpPort: 0,
    apnsPort: 0,
    stripe: { secretKey: 'sk_test_sandbox_push' },
  });
  const caFile = path.join(folder, 'ca.pem');
  writeFileSync(caFile, sandbox.fcmCa);
  return {
    sandbox,
    caFile,
    stop: async () => {
      await sandbox.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

import { BadConfiguration, readConfig } from './config.js';
import { PortBusy } from './http.js';
import { startSandbox } from './sandbox.js';

try {
  const sandbox = await startSandbox(readConfig());
  // Before the ready line: whoever reads it may stop us at once.
  const stop = () => void sandbox.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const { stripeUrl, fcmUrl, smtpUrl, apnsUrl, livekitUrl } = sandbox;
  process.stdout.write(
    `${JSON.stringify({ ready: true, stripeUrl, fcmUrl, smtpUrl, apnsUrl, livekitUrl: livekitUrl ?? null })}\n`,
  );
} catch (error) {
  const known = error instanceof PortBusy || error instanceof BadConfiguration;
  process.stderr.write(`sandbox: ${known ? error.message : String((error as Error).stack ?? error)}\n`);
  process.exit(1);
}

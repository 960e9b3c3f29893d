import { InvalidConfiguration, loadConfig, log } from '@app/kernel';
import { createServer } from './server.js';

try {
  const config = loadConfig();
  const app = await createServer(config);
  await app.listen(config.PORT, config.HOST);
  log.info({ port: config.PORT }, 'api ready');
} catch (error) {
  if (error instanceof InvalidConfiguration) {
    console.error(error.message);
  } else if ((error as { code?: string }).code === 'EADDRINUSE') {
    console.error(
      `The API cannot listen: ${(error as Error).message}. Stop the other program or set PORT to a free port.`,
    );
  } else {
    log.fatal({ err: error }, 'api cannot start');
    console.error(`The API cannot start: ${error instanceof Error ? error.message : String(error)}`);
  }
  process.exit(1);
}

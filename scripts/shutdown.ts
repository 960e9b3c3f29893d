const LOOK_MS = 500;

/**
 * Ends the process in order on SIGINT, SIGTERM and SIGHUP, and at once when asked a second time. npm passes a Ctrl-C on
 * although the terminal has sent it to us already, so signals in quick succession are one wish. A SIGTERM to npm ends the
 * shell between it and us and never comes here: that shell's end is the wish.
 */
export function onShutdown(stop: () => Promise<void>, force: () => Promise<void>): void {
  let asked: number | undefined;
  const listen = () => {
    if (asked === undefined) {
      asked = Date.now();
      void leave(stop, 0);
    } else if (Date.now() - asked > 700) {
      void leave(force, 1);
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, listen);
  const parent = process.ppid;
  if (process.env['npm_lifecycle_event'] !== undefined) {
    const look = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(look);
      listen();
    }, LOOK_MS);
    look.unref();
  }
  // A closed terminal: what we still have to say is not worth dying for.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

async function leave(work: () => Promise<void>, code: number): Promise<void> {
  try {
    await work();
    process.exit(code);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
}

#!/usr/bin/env node
import { run } from './cli.js';

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdoutIsTTY: process.stdout.isTTY === true,
  out: (line) => console.log(line),
  err: (line) => console.error(line),
  signal: stop.signal,
});
// What was asked of the network may still hold a connection open.
process.exit();

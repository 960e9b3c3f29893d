import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';

/** What of an error is logged: drivers hang statements, values and whole connections on theirs. */
function shown(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return { type: error.name, message: error.message, code, constraint, stack: error.stack };
}

/**
 * The process log: JSON lines on standard output. Secrets and personal data are redacted by path, and callers log ids, not bodies.
 */
export const log = pino({
  // eslint-disable-next-line no-restricted-properties -- the logger exists before the configuration is parsed
  level: process.env['LOG_LEVEL'] ?? 'info',
  base: undefined,
  serializers: { err: shown },
  redact: {
    paths: [
      'req.headers.authorization',
      'req.headers.cookie',
      'req.headers["stripe-signature"]',
      'req.headers["idempotency-key"]',
      '*.password',
      '*.email',
      '*.token',
      '*.refreshToken',
      '*.accessToken',
      '*.turnPassword',
    ],
    remove: true,
  },
});

/** Nest's own messages through the same log. */
export class NestLog implements LoggerService {
  log(message: unknown, context?: unknown): void {
    log.debug({ context }, String(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    log.error({ context: rest.at(-1) }, String(message));
  }
  warn(message: unknown, context?: unknown): void {
    log.warn({ context }, String(message));
  }
  debug(message: unknown, context?: unknown): void {
    log.trace({ context }, String(message));
  }
  verbose(message: unknown, context?: unknown): void {
    log.trace({ context }, String(message));
  }
}

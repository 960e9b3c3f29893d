/** Pointer (RFC 6901) into the request body, and what is wrong there. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/**
 * A refusal the caller can understand (RFC 9457). Type, title and status live on the class; `extensions` are extra members.
 * 422 is for malformed input only; business refusals are 402, 403, 404 or 409.
 */
export abstract class Problem extends Error {
  static readonly type: string;
  static readonly title: string;
  static readonly status: number;

  constructor(
    readonly detail: string,
    readonly extensions: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = new.target.name;
  }

  get kind(): ProblemClass {
    return this.constructor as unknown as ProblemClass;
  }
}

export interface ProblemClass {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly name: string;
}

/** The one answer for what does not exist, is another tenant's, or is not the caller's. */
export class NotFound extends Problem {
  static override readonly type = 'not-found';
  static override readonly title = 'There is nothing here';
  static override readonly status = 404;
  constructor() {
    super('No such resource.');
  }
}

export class InvalidRequest extends Problem {
  static override readonly type = 'invalid-request';
  static override readonly title = 'The request is malformed';
  static override readonly status = 422;
  constructor(errors: readonly FieldError[]) {
    super('One or more values are missing or not allowed.', { errors });
  }
}

export class MalformedBody extends Problem {
  static override readonly type = 'malformed-body';
  static override readonly title = 'The body cannot be read';
  static override readonly status = 400;
}

/** Not HTTP, or not HTTP that can be trusted: said on the connection itself, which is then closed. */
export class MalformedHttp extends Problem {
  static override readonly type = 'malformed-http';
  static override readonly title = 'The request cannot be read';
  static override readonly status = 400;
  constructor() {
    super('This is not a valid HTTP request.');
  }
}

export class HeadersTooLarge extends Problem {
  static override readonly type = 'headers-too-large';
  static override readonly title = 'The headers are too large';
  static override readonly status = 431;
  constructor() {
    super('Send fewer or smaller headers.');
  }
}

export class RequestTimeout extends Problem {
  static override readonly type = 'request-timeout';
  static override readonly title = 'The request did not arrive in time';
  static override readonly status = 408;
  constructor() {
    super('Send the whole request without pauses.');
  }
}

export class BodyTooLarge extends Problem {
  static override readonly type = 'body-too-large';
  static override readonly title = 'The body is too large';
  static override readonly status = 413;
}

export class UnsupportedMediaType extends Problem {
  static override readonly type = 'unsupported-media-type';
  static override readonly title = 'The content type is not accepted here';
  static override readonly status = 415;
}

export class Unauthenticated extends Problem {
  static override readonly type = 'unauthenticated';
  static override readonly title = 'Sign in first';
  static override readonly status = 401;
  constructor(detail = 'The access token is missing, expired or not valid here.') {
    super(detail, {}, { 'www-authenticate': 'Bearer' });
  }
}

export class Forbidden extends Problem {
  static override readonly type = 'forbidden';
  static override readonly title = 'Your role may not do this';
  static override readonly status = 403;
  constructor(detail = 'This route is not open for your role.') {
    super(detail);
  }
}

export class RateLimited extends Problem {
  static override readonly type = 'rate-limited';
  static override readonly title = 'Too many requests';
  static override readonly status = 429;
  /** @param limit a sentence that names the limit that is used up, where it is one of the operation */
  constructor(retryAfterSeconds: number, limit = '') {
    super(
      `${limit}Try again in ${retryAfterSeconds} s.`,
      { retryAfterSeconds },
      { 'retry-after': String(retryAfterSeconds) },
    );
  }
}

/** The outcome is not known or the system is not able to work now; the same request may be sent again. */
export class Unavailable extends Problem {
  static override readonly type = 'unavailable';
  static override readonly title = 'The service cannot answer now';
  static override readonly status = 503;
  constructor(detail = 'Send the same request again in a moment.') {
    super(detail, {}, { 'retry-after': '1' });
  }
}

/** Constraint names that mean a refusal. Modules add theirs beside the table's owner. */
const violations = new Map<string, () => Problem>();

export function mapViolations(entries: Record<string, () => Problem>): void {
  for (const [constraint, make] of Object.entries(entries)) violations.set(constraint, make);
}

interface DriverError {
  code?: string;
  constraint?: string;
  message?: string;
}

/** The Postgres error inside a TypeORM or pg error. */
export function driverError(error: unknown): DriverError {
  if (typeof error !== 'object' || error === null) return {};
  const inner = (error as { driverError?: unknown }).driverError;
  return typeof inner === 'object' && inner !== null ? inner : error;
}

const CONNECTION_STATES = /^(08...|57P0[123]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)$/;
const LOCK_STATES = new Set(['40P01', '40001', '55P03', '57014']);

/** Turns a database error into a problem where one is declared for it; other errors come back unchanged. */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof Problem) return error;
  const { code, constraint, message } = driverError(error);
  if (constraint !== undefined) {
    const make = violations.get(constraint);
    if (make) return make();
  }
  if (code !== undefined && (CONNECTION_STATES.test(code) || LOCK_STATES.has(code))) return new Unavailable();
  if (message !== undefined && /^(Connection terminated|timeout exceeded when trying to connect)/.test(message))
    return new Unavailable();
  // TypeORM's words for a connection that died in the middle of a transaction.
  if (error instanceof Error && /^QueryRunner(Provider)?AlreadyReleasedError$/.test(error.name))
    return new Unavailable();
  return error;
}

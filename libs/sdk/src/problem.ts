import type { ProblemCode } from './facts.gen.js';

/** What is wrong where in the body that was sent (RFC 6901). */
export interface FieldFault {
  readonly pointer: string;
  readonly detail: string;
}

/** A refusal of the API (RFC 9457). Tell them apart by `code`; `detail` is for people and may change. */
export class PlatformProblem extends Error {
  override readonly name = 'PlatformProblem';
  readonly status: number;
  /** Stable name. What did not come from the API, such as the page of a proxy, is `http-502` and alike. */
  readonly code: ProblemCode | (string & {});
  /** Address of the explanation. */
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  /** Quote it when you ask for help. */
  readonly requestId: string | null;
  /** For malformed input; empty otherwise. */
  readonly errors: readonly FieldFault[];
  /** All members of the answer, also those of this one problem. */
  readonly body: Readonly<Record<string, unknown>>;
  /** What the answer asked to wait, if it did. */
  readonly retryAfterMs: number | undefined;

  constructor(answer: {
    readonly status: number;
    readonly url: string;
    readonly body: unknown;
    readonly requestId: string | null;
    readonly retryAfterMs: number | undefined;
  }) {
    const body = isRecord(answer.body) ? answer.body : {};
    const code = text(body['code']) ?? `http-${answer.status}`;
    const title = text(body['title']) ?? `The answer has status ${answer.status}`;
    const detail = text(body['detail']) ?? '';
    const errors = Array.isArray(body['errors']) ? (body['errors'] as FieldFault[]) : [];
    // What is in a log is often the message alone.
    const where = errors.map((one) => `${one.pointer} ${one.detail}`).join('; ');
    super(`${answer.status} ${code}: ${detail || title}${where === '' ? '' : ` (${where})`}`);
    this.status = answer.status;
    this.code = code;
    this.title = title;
    this.detail = detail;
    this.type = absolute(text(body['type']) ?? 'about:blank', answer.url);
    this.requestId = text(body['requestId']) ?? answer.requestId;
    this.errors = errors;
    this.body = body;
    this.retryAfterMs = answer.retryAfterMs;
  }
}

/** No answer came: the network, a name that does not resolve, a certificate, or the time was over. What was asked for may have happened. */
export class ConnectionFailed extends Error {
  override readonly name = 'ConnectionFailed';
  constructor(
    message: string,
    /** How often it was tried. */
    readonly attempts: number,
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function absolute(type: string, url: string): string {
  try {
    return new URL(type, url).href;
  } catch {
    return type;
  }
}

export interface FieldError {
  /** RFC 6901 pointer into the request body. */
  readonly pointer: string;
  readonly detail: string;
}

/** A refusal of the API (RFC 9457), or `code: 'offline'` when no answer came. */
export class ApiProblem extends Error {
  constructor(
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly status: number,
    readonly requestId: string | null,
    readonly errors: readonly FieldError[] = [],
    readonly extensions: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
    this.name = 'ApiProblem';
  }

  /** No answer came, or the service could not work: the same request may be sent again. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const text = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : fallback);

export function problemOf(body: unknown, response: Response): ApiProblem {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  return new ApiProblem(
    text(fields['code'], 'internal'),
    text(fields['title'], response.statusText),
    text(fields['detail'], ''),
    response.status,
    text(fields['requestId'], response.headers.get('request-id') ?? '') || null,
    Array.isArray(fields['errors']) ? (fields['errors'] as FieldError[]) : [],
    fields,
  );
}

export const offline = (): ApiProblem => new ApiProblem('offline', 'No connection', '', 0, null);

export const isProblem = (error: unknown, ...codes: string[]): error is ApiProblem =>
  error instanceof ApiProblem && (codes.length === 0 || codes.includes(error.code));

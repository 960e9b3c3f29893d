import type { Problem } from './problem.js';

/** Address of the documentation of a problem type; relative, so that it stays on the licensee's own host. */
export const problemUrl = (type: string): string => `/problems/${type}`;

/** The `application/problem+json` body of a refusal (RFC 9457). */
export function problemBody(problem: Problem, requestId: string): Record<string, unknown> {
  const { type, title, status } = problem.kind;
  return {
    ...problem.extensions,
    type: problemUrl(type),
    title,
    status,
    detail: problem.detail,
    instance: `urn:request:${requestId}`,
    code: type,
    requestId,
  };
}

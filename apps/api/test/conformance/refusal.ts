import type { Answer } from './client.js';

/** What must never be in an answer: stack frames, SQL, names of our parts. */
const INSIDES =
  /\n\s+at |node_modules|\.[jt]s:\d|\bselect .+ from\b|\binsert into\b|\bapp\.[a-z_]+|syntax error|sqlstate|invalid input|violates|relation "|typeorm|queryfailed|postgres|fastify|FST_|nestjs|class-validator|class-transformer|unexpected token|JSON\.parse|Cannot read|undefined \(|is not a function/i;

/** What is wrong with a refusal, or undefined: the rule that every bad request shares. */
export function refusalFault(answer: Answer): string | undefined {
  const { status, headers, json, text } = answer;
  if (status === 0) return 'no answer';
  if (status >= 500) return `a server error: ${status} ${text}`;
  if (status < 400) return undefined;
  if (!/^application\/problem\+json/.test(headers['content-type'] ?? ''))
    return `${status} is not application/problem+json: ${headers['content-type']} ${text.slice(0, 200)}`;
  if (
    typeof json?.code !== 'string' ||
    json.status !== status ||
    typeof json.title !== 'string' ||
    typeof json.detail !== 'string'
  )
    return `not a problem: ${text.slice(0, 200)}`;
  if (
    json.requestId === undefined ||
    // A replay is the first answer byte for byte, with the first request's id.
    (json.requestId !== headers['request-id'] && headers['idempotent-replayed'] !== 'true') ||
    json.instance !== `urn:request:${json.requestId}`
  )
    return `request ids differ: ${String(headers['request-id'])} and ${json.requestId}`;
  const inside = INSIDES.exec(text);
  return inside ? `tells of our insides: "${inside[0]}" in ${text.slice(0, 300)}` : undefined;
}

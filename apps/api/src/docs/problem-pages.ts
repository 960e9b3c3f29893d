import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type DocPage, table } from './doc-page.js';

interface KnownProblem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
}

/** Written by `npm run generate` from the classes of the problems. */
const FILE = path.join(import.meta.dirname, 'problems.gen.json');

/** What to do about a kind of refusal. */
const BY_STATUS: Readonly<Record<number, string>> = {
  400: 'The request cannot be read as it is. Repeating it changes nothing: correct it. `detail` says what is missing.',
  401: 'Nobody is known by this key or token on this host. Check that the key is whole, that it still works, and that the host is the one of its licensee.',
  402: 'The money does not reach. Nothing was charged. Let the user top up, then ask again.',
  403: 'It is known who asks, and it is not open for them. Ask with another role or a key with the scope, or leave it.',
  404: 'There is no such thing for you: it never was, it is gone, or it belongs to somebody else. The answer is the same for all three.',
  408: 'The request did not arrive in time. Nothing was begun: send it again.',
  409: 'What you asked for does not fit the state of things now. Read it again, and decide again. `detail` says what is in the way.',
  410: 'It is over, and will not come back.',
  413: 'Send less in one request.',
  415: 'Send `application/json` with its content type.',
  422: 'The body or a parameter is malformed. `errors` names each place by a JSON pointer and says what is wrong there. Repeating it changes nothing.',
  429: 'Wait as long as `Retry-After` says, then send the same request again.',
  431: 'Send fewer or smaller headers.',
  500: 'It is our fault. Send the same request again under the same `Idempotency-Key`; if it stays, tell us the `requestId`.',
  503: 'We cannot answer now, and the outcome may be unknown. Send the same request again, under the same `Idempotency-Key` when it moves money.',
};

/** A page for each type that an answer may lead to, and one that lists them. */
export function problemPages(): DocPage[] {
  const known = JSON.parse(readFileSync(FILE, 'utf8')) as KnownProblem[];
  const all = [...known, { code: 'internal', status: 500, title: 'Something went wrong on our side' }];
  const index = [
    '# Problems',
    'Each refusal is `application/problem+json` (RFC 9457). Tell refusals apart by `code`, which never changes; `type` leads to the page here. [How to deal with errors](/docs/errors).',
    table(
      ['code', 'status', 'meaning'],
      all.map(({ code, status, title }) => [`[\`${code}\`](/docs/problems/${code})`, String(status), title]),
    ),
  ].join('\n\n');
  return [
    { path: 'problems', title: 'Problems', group: 'problems', markdown: index },
    ...all.map(({ code, status, title }): DocPage => ({
      path: `problems/${code}`,
      title: code,
      group: 'problems',
      markdown: [
        `# ${title}`,
        table(['code', 'status', 'type'], [[`\`${code}\``, String(status), `\`/problems/${code}\``]]),
        '## What to do',
        BY_STATUS[status] ?? 'Read `detail`.',
        `The \`requestId\` of the answer, also in the header \`Request-Id\`, finds it in our logs. [All problems](/docs/problems) · [How to deal with errors](/docs/errors)`,
      ].join('\n\n'),
    })),
  ];
}

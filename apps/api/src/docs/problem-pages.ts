import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type DocPage, table } from './doc-page.js';
import { BILLING } from './problem-texts/billing.js';
import { CALLING } from './problem-texts/calling.js';
import { KERNEL } from './problem-texts/kernel.js';
import { OPERATIONS } from './problem-texts/operations.js';
import type { ProblemText, ProblemTexts } from './problem-texts/problem-text.js';

export interface KnownProblem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  /** Names of the members that it has beyond those of every problem. */
  readonly members: readonly string[];
}

/** Written by `npm run generate` from the classes of the problems. */
const FILE = path.join(import.meta.dirname, 'problems.gen.json');
const INTERNAL: KnownProblem = {
  code: 'internal',
  status: 500,
  title: 'Something went wrong on our side',
  members: [],
};
const REQUEST = 'req_01hx0000000000000000000000';

/** Words of every type; `problem-pages.spec.ts` asks for each. */
export const PROBLEM_TEXTS: ProblemTexts = { ...KERNEL, ...BILLING, ...CALLING, ...OPERATIONS };

/** Every type that an answer may have. */
export function knownProblems(): KnownProblem[] {
  return [...(JSON.parse(readFileSync(FILE, 'utf8')) as KnownProblem[]), INTERNAL];
}

/** A page for each type that an answer may lead to, and one that lists them. */
export function problemPages(): DocPage[] {
  const all = knownProblems();
  const index = [
    '# Problems',
    'Each refusal is `application/problem+json` (RFC 9457). Tell refusals apart by `code`, which never changes; `type` leads to the page here. [How to deal with errors](/docs/errors).',
    table(
      ['code', 'status', 'meaning'],
      all.map(({ code, status, title }) => [`[\`${code}\`](/docs/problems/${code})`, String(status), title]),
    ),
  ].join('\n\n');
  return [{ path: 'problems', title: 'Problems', group: 'problems', markdown: index }, ...all.map(pageOf)];
}

function pageOf(problem: KnownProblem): DocPage {
  const { code, status, title } = problem;
  const text = PROBLEM_TEXTS[code];
  if (!text) throw new Error(`Nothing is written about the problem ${code}`);
  const members = Object.entries(text.members ?? {});
  return {
    path: `problems/${code}`,
    title: code,
    group: 'problems',
    markdown: [
      `# ${title}`,
      table(['code', 'status', 'type'], [[`\`${code}\``, String(status), `\`/problems/${code}\``]]),
      '## What it means',
      text.means,
      '## What to do',
      text.remedy,
      '## What it carries',
      ...(members.length === 0
        ? ['The members of every problem, and none of its own.']
        : [
            'Beside the members of every problem:',
            table(
              ['member', 'what it is'],
              members.map(([name, [says]]) => [`\`${name}\``, says]),
            ),
          ]),
      '## Example',
      `\`\`\`json\n${JSON.stringify(exampleOf(problem, text), null, 2)}\n\`\`\``,
      `The \`requestId\` of the answer, also in the header \`Request-Id\`, finds it in our logs. [All problems](/docs/problems) · [How to deal with errors](/docs/errors)`,
    ].join('\n\n'),
  };
}

/** An answer as the filter of the kernel writes it. */
function exampleOf({ code, status, title }: KnownProblem, { detail, members = {} }: ProblemText): object {
  return {
    ...Object.fromEntries(Object.entries(members).map(([name, [, example]]) => [name, example])),
    type: `/problems/${code}`,
    title,
    status,
    detail,
    instance: `urn:request:${REQUEST}`,
    code,
    requestId: REQUEST,
  };
}

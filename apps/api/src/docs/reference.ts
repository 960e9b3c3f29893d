import { type DocPage, code, table } from './doc-page.js';
import { ownParameters } from './document-parts.js';
import { exampleOf, resolved } from './example.js';
import type { Try } from './try-it.js';
import type { Document, Operation, Parameter, Schema } from './public-document.js';

interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** "payoutDocuments" -> "Payout documents". */
export const wordsOf = (noun: string): string => {
  const words = noun.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words[0]!.toUpperCase() + words.slice(1);
};

/** A page for each noun, and one that lists them. */
export function referencePages(document: Document): DocPage[] {
  const nouns = new Map<string, Route[]>();
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods)) {
      const noun = operation.operationId.split('.')[0]!;
      nouns.set(noun, [...(nouns.get(noun) ?? []), { method: method.toUpperCase(), path, operation }]);
    }
  const sorted = [...nouns].sort(([a], [b]) => (a < b ? -1 : 1));
  const pages = sorted.map(([noun, routes]): DocPage => ({
    path: `reference/${noun}`,
    title: wordsOf(noun),
    group: 'reference',
    markdown: [`# ${wordsOf(noun)}`, overview(routes), ...routes.map((route) => section(document, route))].join('\n\n'),
    tries: routes.map((route) => tryOf(document, route)),
  }));
  const forKeys = sorted.flatMap(([, routes]) => routes).filter(({ operation }) => operation['x-key-scope']);
  const index = [
    '# API reference',
    'Every operation under `/v1`, by noun. The same as an OpenAPI 3.1 document: [/v1/openapi.json](/v1/openapi.json).',
    '## Open for API keys',
    'What your servers can do with a key, and the scope that it needs.',
    table(
      ['operation', 'what', 'scope'],
      forKeys.map(({ method, path, operation }) => [
        `[${method} ${path}](/docs/reference/${operation.operationId.split('.')[0]}#${anchorOf(operation)})`,
        operation.summary ?? '',
        `\`${operation['x-key-scope']}\``,
      ]),
    ),
    '## All nouns',
    sorted.map(([noun, routes]) => `- [${wordsOf(noun)}](/docs/reference/${noun}) (${routes.length})`).join('\n'),
  ].join('\n\n');
  return [{ path: 'reference', title: 'API reference', group: 'reference', markdown: index }, ...pages];
}

/** Of the heading of an operation. */
const anchorOf = ({ operationId }: Operation): string => operationId.split('.')[1]!.toLowerCase();

const overview = (routes: readonly Route[]): string =>
  table(
    ['operation', 'what'],
    routes.map(({ method, path, operation }) => [
      `[${method} ${path}](#${anchorOf(operation)})`,
      operation.summary ?? '',
    ]),
  );

function section(document: Document, { method, path, operation }: Route): string {
  const { operationId, summary, description } = operation;
  const parameters = ownParameters(operation.parameters);
  const shown = parameters.filter(({ name }) => name !== 'Idempotency-Key');
  const isIdempotent = shown.length < parameters.length;
  const request = operation.requestBody?.content['application/json']?.schema;
  const [status, answer] = Object.entries(operation.responses).find(([code]) => code.startsWith('2')) ?? [];
  const json = answer?.content?.['application/json']?.schema;
  const types = Object.keys(answer?.content ?? {});
  return [
    `## ${operationId.split('.')[1]}`,
    `\`${method} ${path}\`${operation.deprecated ? ' **deprecated**' : ''}`,
    `${summary ?? ''}${summary?.endsWith('.') ? '' : '.'}`,
    ...(description ? [description] : []),
    whoMay(operation),
    ...(isIdempotent
      ? [
          '**Idempotency-Key** needed: a repeat with the same key gets the first answer ([Idempotency](/docs/idempotency)).',
        ]
      : []),
    ...(shown.length > 0 ? ['### Parameters', parametersOf(document, shown)] : []),
    ...(request ? ['### Body', fieldsOf(document, request)] : []),
    '### Example',
    code('sh', curl(document, { method, path, operation }, isIdempotent, request)),
    status === '204' || status === undefined ? 'The answer is `204` without a body.' : `The answer is \`${status}\`:`,
    ...(json ? [code('json', JSON.stringify(exampleOf(document, json), null, 2))] : []),
    ...(!json && types.length > 0 ? [`A body of type ${types.map((type) => `\`${type}\``).join(', ')}.`] : []),
    ...(json ? ['### Answer', fieldsOf(document, json)] : []),
    '### Errors',
    errorsOf(operation, request !== undefined, isIdempotent, path.includes('{')),
  ].join('\n\n');
}

function whoMay(operation: Operation): string {
  const people = operation['x-audience'] ?? [];
  const scope = operation['x-key-scope'];
  const keys = scope === undefined ? 'No API key opens it.' : `API keys with the scope \`${scope}\`.`;
  if (people.includes('public')) return `**Who**: everybody, without signing in.`;
  return `**Who**: ${keys} People: ${people.map((role) => role.replaceAll('_', ' ')).join(', ')}.`;
}

const parametersOf = (document: Document, parameters: readonly Parameter[]): string =>
  table(
    ['name', 'in', 'type', 'meaning'],
    parameters.map(({ name, in: place, required, description = '', schema }) => [
      `\`${name}\`${required ? ' (required)' : ''}`,
      place,
      typeText(document, schema),
      description,
    ]),
  );

function fieldsOf(document: Document, schema: Schema): string {
  const { properties = {}, required = [] } = resolved(document, schema);
  const rows = Object.entries(properties).map(([name, property]) => [
    `\`${name}\`${required.includes(name) ? '' : ' (optional)'}`,
    typeText(document, property),
    property.description ?? resolved(document, property).description ?? '',
  ]);
  return rows.length > 0 ? table(['field', 'type', 'meaning'], rows) : 'A JSON value as in the example.';
}

function typeText(document: Document, schema: Schema | undefined): string {
  const full = resolved(document, schema);
  const types = typeof full.type === 'string' ? [full.type] : [...(full.type ?? [])];
  const values = full.enum?.filter((value) => value !== null);
  if (values) return values.map((value) => `\`${plain(value)}\``).join(', ');
  if (types[0] === 'array') return `array of ${typeText(document, full.items)}`;
  const text = full.properties ? 'object' : types.join(' or ') || 'any';
  return full.format === undefined ? text : `${text} (${full.format})`;
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function curl(document: Document, { method, path, operation }: Route, isIdempotent: boolean, body?: Schema): string {
  const isPublic = operation['x-audience']?.includes('public') === true;
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} '@@baseUrl@@${addressOf(path, operation)}'`,
    ...(isPublic ? [] : [`-H "authorization: Bearer $PLATFORM_KEY"`]),
    ...(isIdempotent ? [`-H "idempotency-key: $(uuidgen)"`] : []),
    ...(body
      ? [
          "-H 'content-type: application/json'",
          `-d '${JSON.stringify(exampleOf(document, body)).replaceAll("'", '’')}'`,
        ]
      : []),
  ].join(' \\\n  ');
}

const addressOf = (path: string, { parameters }: Operation): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const schema = parameters?.find((one) => one.name === name)?.schema;
    return plain(schema?.example ?? schema?.enum?.[0] ?? name.toUpperCase());
  });

/** What a key may ask, and is answered as JSON. */
function tryOf(document: Document, { method, path, operation }: Route): Try | undefined {
  const { parameters = [], requestBody, responses } = operation;
  const answer = Object.entries(responses).find(([code]) => code.startsWith('2'))?.[1];
  const types = Object.keys(answer?.content ?? {});
  const isJson = types.length === 0 || types.includes('application/json');
  if (operation['x-key-scope'] === undefined || !['GET', 'POST'].includes(method) || !isJson) return undefined;
  const schema = requestBody?.content['application/json']?.schema;
  return {
    method,
    address: addressOf(path, operation),
    body: schema && JSON.stringify(exampleOf(document, schema), null, 2),
    isIdempotent: parameters.some(({ name }) => name === 'Idempotency-Key'),
  };
}

function errorsOf(operation: Operation, hasBody: boolean, isIdempotent: boolean, hasId: boolean): string {
  const isPublic = operation['x-audience']?.includes('public') === true;
  const codes = [
    ...(isPublic ? [] : ['unauthenticated', 'forbidden']),
    ...(operation['x-key-scope'] === undefined ? [] : ['api-key-scope-missing']),
    ...(hasId ? ['not-found'] : []),
    ...(hasBody || (operation.parameters ?? []).some((one) => one.in === 'query') ? ['invalid-request'] : []),
    ...(isIdempotent ? ['idempotency-key-missing', 'idempotency-key-reused', 'idempotency-key-in-flight'] : []),
    'rate-limited',
  ];
  return `${codes.map((name) => `[\`${name}\`](/docs/problems/${name})`).join(', ')}, and what the rules of your platform refuse: see [all problems](/docs/problems).`;
}

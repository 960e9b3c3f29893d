import { NEWEST_VERSION } from '@app/integrations';

// Headers that belong to no single operation: which of them a request may bring and an answer has, by reference.

/** How a program says who it is. */
export const API_KEY_SECURITY = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'sk_live_... or sk_test_...',
  description:
    'A key of the licensee, for programs. What it may do is said by its scopes: `x-key-scope` of an operation names the one that it asks for; without it the operation takes no key.',
} as const;

const REQUEST = {
  PlatformVersion: {
    name: 'Platform-Version',
    in: 'header',
    required: false,
    description: 'The dated version of the API that a key wants its answer in; without it, the one of the key',
    schema: { type: 'string', example: NEWEST_VERSION },
  },
  TestMode: {
    name: 'Test-Mode',
    in: 'header',
    required: false,
    description: 'For people of the staff: `true` asks test mode. A key says by its beginning whose answer it gets',
    schema: { type: 'string', enum: ['true', 'false'] },
  },
} as const;

const ANSWER = {
  'Request-Id': { description: 'What support asks for', schema: { type: 'string' } },
  'RateLimit-Policy': {
    description: 'Limit of the key that asked: `q` requests in `w` seconds',
    schema: { type: 'string', example: '"key";q=600;w=60' },
  },
  RateLimit: {
    description: 'What is left of it, and in how many seconds it is whole again',
    schema: { type: 'string', example: '"key";r=599;t=60' },
  },
  'Platform-Version': { description: 'The version of the answer to a key', schema: { type: 'string' } },
  Livemode: {
    description: 'Of an answer to a key: `true` is the real business, `false` test mode',
    schema: { type: 'string', enum: ['true', 'false'] },
  },
} as const;

export const HEADER_COMPONENTS = { parameters: REQUEST, headers: ANSWER } as const;

interface Operation {
  parameters?: unknown[];
  responses?: Record<string, { headers?: object }>;
  security?: object[];
  'x-key-scope'?: string;
}

const headers = (names: readonly string[]): object =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** Says of an operation which of the common headers it has, and that keys open it where they do. */
export function addHeaders(operation: Operation): void {
  const takesKeys = operation['x-key-scope'] !== undefined;
  for (const answer of Object.values(operation.responses ?? {}))
    answer.headers = { ...answer.headers, ...headers(takesKeys ? Object.keys(ANSWER) : ['Request-Id']) };
  if (!takesKeys) return;
  operation.security = [...(operation.security ?? []), { apiKey: [] }];
  operation.parameters = [
    ...(operation.parameters ?? []),
    ...Object.keys(REQUEST).map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

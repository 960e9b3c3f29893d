import { describe, expect, it } from '@jest/globals';
import { apiBreaks, objections } from './api-breaks.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a document that each case changes somewhere
type Json = Record<string, any>;

/** A small API: one thing to make and one to read. */
const document = (): Json => ({
  paths: {
    '/v1/calls': {
      post: {
        operationId: 'calls.request',
        'x-audience': ['end_user', 'owner'],
        'x-key-scope': 'calls:write',
        parameters: [{ name: 'lang', in: 'query', schema: { type: 'string', enum: ['en', 'de'] } }],
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/RequestCall' } } } },
        responses: { 201: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Call' } } } } },
      },
    },
    '/v1/calls/{id}': {
      get: {
        operationId: 'calls.show',
        responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Call' } } } } },
      },
    },
  },
  webhooks: {
    'call.ended': {
      post: { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Told' } } } } },
    },
  },
  components: {
    schemas: {
      Told: { type: 'object', required: ['callId'], properties: { callId: { type: 'string' } } },
      RequestCall: {
        type: 'object',
        required: ['advisorId'],
        properties: {
          advisorId: { type: 'string', maxLength: 40 },
          note: { type: ['string', 'null'] },
          medium: { type: 'string', enum: ['voice', 'video'] },
        },
      },
      Call: {
        type: 'object',
        required: ['id', 'state'],
        properties: {
          id: { type: 'string' },
          state: { type: 'string', enum: ['ringing', 'ended'] },
          priceMinor: { type: 'integer' },
          endedAt: { type: 'string', format: 'date-time' },
          rows: { type: 'array', items: { $ref: '#/components/schemas/Row' } },
          after: { allOf: [{ $ref: '#/components/schemas/Call' }] },
        },
      },
      Row: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } },
    },
  },
});

const after = (change: (document: Json) => void): string[] => {
  const now = document();
  change(now);
  return apiBreaks(document(), now).map(({ what }) => what);
};
const schemas = (now: Json): Json => now.components.schemas;
const post = (now: Json): Json => now.paths['/v1/calls'].post;

describe('a change of the API', () => {
  it.each<[string, (now: Json) => void]>([
    ['a new operation', (now) => (now.paths['/v1/new'] = now.paths['/v1/calls'])],
    ['a new field in answers', (now) => (schemas(now).Call.properties.more = { type: 'string' })],
    ['a new optional field in requests', (now) => (schemas(now).RequestCall.properties.more = { type: 'string' })],
    ['a new value in answers', (now) => schemas(now).Call.properties.state.enum.push('paused')],
    ['a new value in requests', (now) => schemas(now).RequestCall.properties.medium.enum.push('chat')],
    ['a field that is always there now', (now) => schemas(now).Call.required.push('priceMinor')],
    ['a field that may be left out now', (now) => (schemas(now).RequestCall.required = [])],
    ['a longer text', (now) => (schemas(now).RequestCall.properties.advisorId.maxLength = 50)],
    ['a new optional parameter', (now) => post(now).parameters.push({ name: 'q', in: 'query' })],
    ['another role', (now) => post(now)['x-audience'].push('admin')],
    ['other words', (now) => (schemas(now).Call.properties.id.description = 'Other words')],
    [
      'another name of a schema',
      (now) => {
        schemas(now).CallView = schemas(now).Call;
        now.paths['/v1/calls/{id}'].get.responses[200].content['application/json'].schema.$ref =
          '#/components/schemas/CallView';
      },
    ],
  ])('breaks nothing: %s', (_, change) => {
    expect(after(change)).toEqual([]);
  });

  it.each<[string, (now: Json) => void, string]>([
    ['an operation', (now) => delete now.paths['/v1/calls/{id}'], 'GET /v1/calls/{id}: the operation is gone'],
    [
      'a name',
      (now) => (post(now).operationId = 'calls.start'),
      'POST /v1/calls: operationId is calls.start, was calls.request',
    ],
    ['a role', (now) => (post(now)['x-audience'] = ['owner']), 'POST /v1/calls: closed for end_user'],
    [
      'keys',
      (now) => delete post(now)['x-key-scope'],
      'POST /v1/calls: an API key needs to be a person, was calls:write',
    ],
    ['a parameter', (now) => (post(now).parameters = []), 'POST /v1/calls: query lang is gone'],
    [
      'a required parameter',
      (now) => post(now).parameters.push({ name: 'q', in: 'query', required: true }),
      'POST /v1/calls: query q is now required',
    ],
    [
      'a value of a parameter',
      (now) => post(now).parameters[0].schema.enum.pop(),
      'POST /v1/calls: query lang: the value de is gone',
    ],
    [
      'a status',
      (now) => (post(now).responses = { 200: post(now).responses[201] }),
      'POST /v1/calls: no answer 201 any more',
    ],
    [
      'a form of answer',
      (now) => (post(now).responses[201].content = {}),
      'POST /v1/calls: answers are not application/json any more',
    ],
    [
      'a field in answers',
      (now) => delete schemas(now).Call.properties.priceMinor,
      'Call in answers: /priceMinor: the field is gone',
    ],
    ['a field deep in answers', (now) => delete schemas(now).Row.properties.n, 'Row in answers: /n: the field is gone'],
    [
      'a sure field',
      (now) => (schemas(now).Call.required = ['id']),
      'Call in answers: /state: the field may be missing',
    ],
    [
      'a value in answers',
      (now) => schemas(now).Call.properties.state.enum.pop(),
      'Call in answers: /state: the value ended is gone',
    ],
    [
      'an answer that may be null',
      (now) => (schemas(now).Call.properties.id.type = ['string', 'null']),
      'Call in answers: /id: type is string or null, was string',
    ],
    [
      'whole numbers in answers',
      (now) => (schemas(now).Call.properties.priceMinor.type = 'number'),
      'Call in answers: /priceMinor: type is number, was integer',
    ],
    [
      'a format',
      (now) => delete schemas(now).Call.properties.endedAt.format,
      'Call in answers: /endedAt: format is open, was date-time',
    ],
    [
      'a new required field',
      (now) => {
        schemas(now).RequestCall.properties.more = { type: 'string' };
        schemas(now).RequestCall.required.push('more');
      },
      'RequestCall in requests: /more: the field is now required',
    ],
    [
      'a field that became required',
      (now) => schemas(now).RequestCall.required.push('note'),
      'RequestCall in requests: /note: the field is now required',
    ],
    [
      'a field in requests',
      (now) => delete schemas(now).RequestCall.properties.note,
      'RequestCall in requests: /note: the field is gone',
    ],
    ['an event', (now) => delete now.webhooks['call.ended'], 'event call.ended: it is not sent any more'],
    [
      'a member of an event',
      (now) => delete schemas(now).Told.properties.callId,
      'Told in answers: /callId: the field is gone',
    ],
    [
      'null in requests',
      (now) => (schemas(now).RequestCall.properties.note.type = 'string'),
      'RequestCall in requests: /note: type is string, was string or null',
    ],
    [
      'a value in requests',
      (now) => schemas(now).RequestCall.properties.medium.enum.shift(),
      'RequestCall in requests: /medium: the value voice is gone',
    ],
    [
      'a shorter text',
      (now) => (schemas(now).RequestCall.properties.advisorId.maxLength = 30),
      'RequestCall in requests: /advisorId: maxLength is 30, was 40',
    ],
    [
      'a limit where none was',
      (now) => (schemas(now).RequestCall.properties.advisorId.pattern = '^a'),
      'RequestCall in requests: /advisorId: pattern is ^a, was open',
    ],
  ])('breaks programs when it takes away %s', (_, change, expected) => {
    expect(after(change)).toEqual([expected]);
  });

  it('that breaks is let through by a decision with its reason and date, and only as long as it breaks', () => {
    const breaks = [{ what: 'Call in answers: /id: the field is gone', at: 'GET /v1/calls/{id}' }];
    const decision = { break: breaks[0]!.what, reason: 'It was never filled.', date: '2030-01-31' };
    expect(objections(breaks, [])).toEqual([`${breaks[0]!.what} (GET /v1/calls/{id})`]);
    expect(objections(breaks, [decision])).toEqual([]);
    expect(objections(breaks, [{ ...decision, reason: ' ' }])).toEqual([
      `allowed without a reason or a date: ${decision.break}`,
    ]);
    expect(objections([], [decision])).toEqual([`allowed, but nothing breaks: ${decision.break}`]);
  });
});

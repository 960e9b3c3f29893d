import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { CATALOGUE, type PublicEvent, messageExample, messageSchema } from '@app/integrations';
import { API_KEY_SECURITY, HEADER_COMPONENTS, addHeaders } from './openapi-headers.js';

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string', description: 'Address of the explanation' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string', description: 'Stable name of the problem' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      description: 'For malformed input: what is wrong where',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
      },
    },
  },
} as const;

/** The OpenAPI 3.1 document of everything under /v1. Every operation may answer with a problem. */
export function buildDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Licensing platform')
    .setDescription('Calls, wallets and receipts of one licensee. The licensee is the host that you call.')
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth()
    .addSecurity('apiKey', API_KEY_SECURITY)
    .addServer('https://{host}', 'The host says which platform is meant', {
      host: { default: 'platform.example', description: 'Any host of the licensee' },
    })
    .build();
  const document = SwaggerModule.createDocument(app, config);
  document.components ??= {};
  document.components.schemas = { ...document.components.schemas, Problem: PROBLEM as never };
  Object.assign(document.components, HEADER_COMPONENTS);
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path as Record<string, { responses?: Record<string, unknown> }>)) {
      if (typeof operation !== 'object' || operation.responses === undefined) continue;
      operation.responses['default'] = {
        description: 'A problem (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      };
      addHeaders(operation as Parameters<typeof addHeaders>[0]);
    }
  }
  Object.assign(document, {
    webhooks: Object.fromEntries([...CATALOGUE.values()].map((one) => [one.type, hook(one)])),
  });
  return document;
}

/** What an endpoint of the licensee is sent for one type of event. */
function hook(event: PublicEvent): object {
  const { type, description } = event;
  return {
    post: {
      operationId: `webhooks.${type}`,
      summary: description,
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: messageSchema(event),
            example: messageExample(event),
          },
        },
      },
      responses: { '2XX': { description: 'Received. Any other answer, and none within 15 s, is tried again' } },
    },
  };
}

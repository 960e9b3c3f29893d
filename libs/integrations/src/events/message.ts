import { ID_PREFIX, publicId } from '@app/kernel';
import { exampleOf, schemaOf } from './payload.js';
import type { PublicEvent } from './public-event.js';

/** What an endpoint is sent, and what the list of events shows but for `sequence`. */
export interface WebhookMessage {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly subject: string;
  /** false = it happened in test mode. */
  readonly livemode: boolean;
  /** Counts what this endpoint was sent, without a gap; null in an example. */
  readonly sequence: number | null;
  readonly data: object;
}

/** JSON Schema (2020-12) of the whole message. */
export const messageSchema = ({ type, description, subjectKind, payload }: PublicEvent): object => ({
  title: type,
  description,
  type: 'object',
  required: ['id', 'type', 'timestamp', 'subject', 'livemode', 'sequence', 'data'],
  properties: {
    id: { type: 'string', description: 'Id of the event, and the header webhook-id', pattern: `^${ID_PREFIX.event}_` },
    type: { const: type },
    timestamp: { type: 'string', format: 'date-time', description: 'When it happened' },
    subject: { type: 'string', description: 'What it is about', pattern: `^${ID_PREFIX[subjectKind]}_` },
    livemode: { type: 'boolean', description: 'false = it happened in test mode' },
    sequence: {
      type: ['integer', 'null'],
      minimum: 1,
      description: 'Counts the messages of your endpoint without a gap; null in an example',
    },
    data: schemaOf(payload),
  },
});

export const messageExample = ({ type, subjectKind, payload }: PublicEvent): WebhookMessage => ({
  id: publicId('event', '01900000-0000-7000-8000-000000000001'),
  type,
  timestamp: '2030-01-31T12:00:00.000Z',
  subject: publicId(subjectKind, '01900000-0000-7000-8000-000000000001'),
  livemode: true,
  sequence: 1,
  data: exampleOf(payload),
});

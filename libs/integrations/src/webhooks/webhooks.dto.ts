import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsString, MaxLength } from 'class-validator';
import { Choice, Flag, Id, ListEnvelope, Moment, Optional, PageQuery, Shown, Text } from '@app/kernel';
import { KnownTypes, TypeFilter } from '../events/event-types.js';
import { DISABLED_BECAUSE, DROPPED_BECAUSE } from './webhooks.events.js';

const MAX_TYPES = 100;
export const HEALTH = ['untried', 'healthy', 'failing', 'disabled'] as const;
export const DELIVERY_STATUSES = ['waiting', 'sending', 'delivered', 'failed'] as const;
const RECOVERABLE = ['failed', 'all'] as const;
export const FAILURES = [
  'status',
  'redirect',
  'timeout',
  'connection',
  'tls',
  'no_address',
  'blocked',
  'interrupted',
] as const;

const EventTypes = (optional: boolean): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      description: 'What it is sent: types of the catalogue, `call.*` for all of a noun, `*` for everything',
      type: 'array',
      items: { type: 'string', minLength: 1, maxLength: 60 },
      minItems: 1,
      maxItems: MAX_TYPES,
      required: !optional,
      example: ['call.ended', 'top_up.*'],
    }),
    ...(optional ? [Optional()] : []),
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(MAX_TYPES),
    ArrayUnique(),
    IsString({ each: true }),
    MaxLength(60, { each: true }),
    KnownTypes({ each: true }),
  );
const Address = (optional: boolean): PropertyDecorator =>
  Text({
    description: 'Where events are sent; https',
    max: 2048,
    example: 'https://hooks.acme.dev/platform',
    optional,
  });
const Description = (): PropertyDecorator =>
  Text({ description: 'What it is for', min: 0, max: 200, example: 'Our CRM', optional: true });

export class CreateWebhookEndpoint {
  @Address(false) url: string;
  @EventTypes(false) eventTypes: string[];
  @Description() description?: string;
}

export class ChangeWebhookEndpoint {
  @Address(true) url?: string;
  @EventTypes(true) eventTypes?: string[];
  @Description() description?: string;
  @Flag({ description: 'False: nothing is sent; what waits has failed. True: sent again from now on', optional: true })
  enabled?: boolean;
}

export class WebhookEndpointView {
  @Shown('Id') id: string;
  @Shown('Where events are sent') url: string;
  @Shown('What it is for') description: string;
  @Shown('What it is sent', { type: [String] }) eventTypes: string[];
  @Shown('Whether it is sent anything') enabled: boolean;
  @Shown('Why not: staff = by hand, gone = it answered 410, failing = nothing good for days', {
    type: String,
    enum: [...DISABLED_BECAUSE],
    nullable: true,
  })
  disabledBecause: string | null;
  @Shown('Since when not', { type: String, format: 'date-time', nullable: true }) disabledAt: string | null;
  @Shown('How it does', { enum: [...HEALTH] }) health: (typeof HEALTH)[number];
  @Shown('Since when no try succeeded', { type: String, format: 'date-time', nullable: true })
  failingSince: string | null;
  @Shown('Last message that was taken', { type: String, format: 'date-time', nullable: true })
  lastSuccessAt: string | null;
  @Shown('Number of the last message; the next has one more', { type: 'integer' }) lastSequence: number;
  @Shown('Messages that wait to be sent', { type: 'integer' }) waiting: number;
  @Shown('Until when the secret before signs too', { type: String, format: 'date-time', nullable: true })
  previousSecretUntil: string | null;
  @Shown('When it was made', { type: String, format: 'date-time' }) createdAt: string;
}

export class WebhookSecretView extends WebhookEndpointView {
  @Shown('Signs every message. Shown this once', { example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })
  secret: string;
}

export class WebhookEndpointList extends ListEnvelope {
  @Shown('Endpoints', { type: [WebhookEndpointView] }) data: WebhookEndpointView[];
}

export class SendExample {
  @Text({ description: 'Type of the catalogue', max: 60, example: 'call.ended' }) type: string;
}

export class RecoverDeliveries {
  @Moment({ description: 'What happened since then is sent again; 30 days back at the most' })
  since: string;

  @Moment({ description: 'What happened before then; without it, all until now', optional: true })
  until?: string;

  @Choice({
    description: 'Only what was not delivered, or `all`: what was delivered as well, under the id that it had',
    of: RECOVERABLE,
    optional: true,
    example: 'failed',
  })
  include?: (typeof RECOVERABLE)[number];

  @Text({ description: '`nextCursor` of the answer before, with the same range', max: 300, optional: true })
  cursor?: string;
}

export class RecoveredView {
  @Shown('Messages that it was sent before and is sent again', { type: 'integer' }) resent: number;
  @Shown('Events that it was never sent, because it was disabled or did not ask for them', { type: 'integer' })
  added: number;
  @Shown('True when there is more: ask again') hasMore: boolean;
  @Shown('Send it as `cursor` to go on; null at the end', { type: String, nullable: true }) nextCursor: string | null;
}

export class WebhookDeliveriesQuery extends PageQuery {
  @Id('webhookEndpoint', { description: 'Only to this endpoint', optional: true }) endpointId?: string;
  @Id('event', { description: 'Only of this event', optional: true }) eventId?: string;
  @Choice({ description: 'Only in this state', of: DELIVERY_STATUSES, optional: true })
  status?: (typeof DELIVERY_STATUSES)[number];
  @TypeFilter() type?: string;
}

export class WebhookDeliveryView {
  @Shown('Id') id: string;
  @Shown('Where it goes') endpointId: string;
  @Shown('What it tells of; null for an example', { type: String, nullable: true }) eventId: string | null;
  @Shown('Type of the event') type: string;
  @Shown('What it is about') subject: string;
  @Shown('Its number at the endpoint; null for an example', { type: 'integer', nullable: true })
  sequence: number | null;
  @Shown('How far it is', { enum: [...DELIVERY_STATUSES] }) status: (typeof DELIVERY_STATUSES)[number];
  @Shown('Tries so far', { type: 'integer' }) tries: number;
  @Shown('Status of the last answer', { type: 'integer', nullable: true }) lastStatusCode: number | null;
  @Shown('Why the last try failed', { type: String, enum: [...FAILURES], nullable: true }) lastFailure: string | null;
  @Shown(
    'Why it was given up before its tries ended: the endpoint was disabled (staff = by hand, gone = it answered 410, failing = nothing good for days) or deleted, at `finishedAt`',
    { type: String, enum: [...DROPPED_BECAUSE], nullable: true },
  )
  droppedBecause: string | null;
  @Shown('When it is tried next', { type: String, format: 'date-time', nullable: true }) nextTryAt: string | null;
  @Shown('When it was made', { type: String, format: 'date-time' }) createdAt: string;
  @Shown('When it was delivered or given up', { type: String, format: 'date-time', nullable: true })
  finishedAt: string | null;
}

export class WebhookDeliveryList extends ListEnvelope {
  @Shown('Deliveries', { type: [WebhookDeliveryView] }) data: WebhookDeliveryView[];
}

export class WebhookAttemptView {
  @Shown('Number of the try', { type: 'integer' }) n: number;
  @Shown('When it began', { type: String, format: 'date-time' }) startedAt: string;
  @Shown('How long it took; null while it runs', { type: 'integer', nullable: true }) durationMs: number | null;
  @Shown('Status of the answer', { type: 'integer', nullable: true }) statusCode: number | null;
  @Shown('Why it failed; null when it did not, or still runs', { type: String, enum: [...FAILURES], nullable: true })
  failure: string | null;
  @Shown('The beginning of the answer, without what looks like a secret or a person', { type: String, nullable: true })
  answer: string | null;
}

export class WebhookDeliveryDetailView extends WebhookDeliveryView {
  @Shown('The body, as it is sent') payload: string;
  @Shown('Every try, the last one first', { type: [WebhookAttemptView] }) attempts: WebhookAttemptView[];
}

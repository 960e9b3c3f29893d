import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsString,
  MaxLength,
  type ValidationArguments,
} from 'class-validator';
import {
  Choice,
  Id,
  ListEnvelope,
  Moment,
  Optional,
  PageQuery,
  SCOPES,
  Shown,
  Text,
  Whole,
  cutShort,
  publicId,
} from '@app/kernel';
import { API_VERSIONS } from './api-versions.js';
import { type ApiKey, EVERY_SCOPE, type GrantedScope, type KeyStatus, statusOf } from './api-key.entity.js';
import { KEY_MODES, type KeyMode } from './api-key.js';

export const GRANTABLE: readonly GrantedScope[] = [EVERY_SCOPE, ...SCOPES];
const MAX_NETWORKS = 50;
const STATUSES = ['live', 'expired', 'revoked'] as const satisfies readonly KeyStatus[];

/** Names what is no scope, cut short, and all that are. */
function unknownScope({ value }: ValidationArguments): string {
  const asked: readonly unknown[] = Array.isArray(value) ? value : [value];
  const wrong = asked.find((one) => !(GRANTABLE as readonly unknown[]).includes(one));
  return `there is no scope ${cutShort(wrong)}; there are ${GRANTABLE.join(', ')}`;
}

const Scopes = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      description: 'What the key is good for. `*` is everything, also what later releases add',
      type: String,
      isArray: true,
      enum: GRANTABLE,
      minItems: 1,
      maxItems: GRANTABLE.length,
      example: ['calls:read'],
    }),
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(GRANTABLE.length),
    ArrayUnique(),
    IsIn(GRANTABLE, { each: true, message: unknownScope }),
  );

const Networks = (): PropertyDecorator =>
  applyDecorators(
    ApiProperty({
      description: 'Addresses or networks (CIDR) from which the key works, IPv4 and IPv6; left out or empty = all',
      type: String,
      isArray: true,
      maxItems: MAX_NETWORKS,
      required: false,
      example: ['192.0.2.0/24'],
    }),
    Optional(),
    IsArray(),
    ArrayMaxSize(MAX_NETWORKS),
    IsString({ each: true }),
    MaxLength(60, { each: true }),
  );

export class CreateApiKey {
  @Text({
    description: 'What it is for; a key and its replacement have the same name',
    max: 80,
    example: 'Booking server',
  })
  name: string;

  @Scopes()
  scopes: GrantedScope[];

  @Moment({ description: 'When it ends by itself; left out = never', optional: true })
  expiresAt?: string;

  @Networks()
  addresses?: string[];
}

export class RollApiKey {
  @Whole({
    description: 'Hours for which the old key still works, so that programs can change over; 0 = none',
    min: 0,
    max: 168,
    optional: true,
    example: 24,
  })
  overlapHours?: number;
}

export class ApiKeysQuery extends PageQuery {
  @Choice({ description: 'Only keys that stand like this', of: STATUSES, optional: true })
  status?: KeyStatus;
}

export class ApiKeyView {
  @Shown('Id of the key', { example: 'key_01hx0000000000000000000000' }) id: string;
  @Shown('What it is for') name: string;
  @Shown('live or test', { type: String, enum: [...KEY_MODES] }) mode: KeyMode;
  @Shown('How it begins and ends', { example: 'sk_live_7k3m...9xw2' }) hint: string;
  @Shown('What it is good for', { type: String, isArray: true, enum: GRANTABLE }) scopes: GrantedScope[];
  @Shown('Networks from which it works; none = all', { type: String, isArray: true }) addresses: string[];
  @Shown('Version of the API that answers when a request names none', { type: String, enum: [...API_VERSIONS] })
  version: string;
  @Shown('live, expired or revoked', { type: String, enum: [...STATUSES] }) status: KeyStatus;
  @Shown('Who made it') createdBy: string;
  @Shown('When it was made', { format: 'date-time' }) createdAt: string;
  @Shown('When it ends by itself; null = never', { type: String, format: 'date-time', nullable: true })
  expiresAt: string | null;
  @Shown('When it was last used, to the minute; null = never', { type: String, format: 'date-time', nullable: true })
  lastUsedAt: string | null;
  @Shown('When it was revoked', { type: String, format: 'date-time', nullable: true }) revokedAt: string | null;
}

export class NewApiKeyView extends ApiKeyView {
  @Shown('The key itself. It is shown this once and kept nowhere') key: string;
}

export class ApiKeyPage extends ListEnvelope {
  @Shown('Newest first', { type: () => [ApiKeyView] }) data: ApiKeyView[];
}

export class ApiAccessQuery extends PageQuery {
  @Id('apiKey', { description: 'Only requests with this key', optional: true }) keyId?: string;
  @Text({
    description: 'Only requests to this route, as in the document',
    max: 200,
    optional: true,
    example: '/v1/users/:id',
  })
  route?: string;
  @Choice({ description: 'Only requests with this outcome', of: ['ok', 'refused', 'failed'], optional: true })
  outcome?: 'ok' | 'refused' | 'failed';
  @Moment({ description: 'Only requests at or after this time', optional: true }) from?: string;
  @Moment({ description: 'Only requests before this time', optional: true }) to?: string;
}

export class ApiAccessView {
  @Shown('When', { format: 'date-time' }) at: string;
  @Shown('With which key') keyId: string;
  @Shown('Its name') keyName: string;
  @Shown('Method', { example: 'POST' }) method: string;
  @Shown('The route, without ids', { example: '/v1/users/:id' }) route: string;
  @Shown('Status of the answer', { type: 'integer', example: 200 }) status: number;
  @Shown('Id of the request, as in the answer') requestId: string;
  @Shown('Milliseconds until the answer', { type: 'integer', example: 12 }) durationMs: number;
  @Shown('Address of the client', { type: String, nullable: true }) ip: string | null;
}

export class ApiAccessPage extends ListEnvelope {
  @Shown('Newest first; kept for 30 days', { type: () => [ApiAccessView] }) data: ApiAccessView[];
}

export const apiKeyView = (key: ApiKey, now: Date): ApiKeyView => ({
  id: publicId('apiKey', key.id),
  name: key.name,
  mode: key.mode,
  hint: key.hint,
  scopes: key.scopes,
  addresses: key.addresses,
  version: key.version,
  status: statusOf(key, now),
  createdBy: publicId('person', key.createdBy),
  createdAt: key.createdAt.toISOString(),
  expiresAt: key.expiresAt?.toISOString() ?? null,
  lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  revokedAt: key.revokedAt?.toISOString() ?? null,
});

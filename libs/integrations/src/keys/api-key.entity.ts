import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Scope } from '@app/kernel';
import type { KeyMode } from './api-key.js';

/** All scopes, those of later releases too. */
export const EVERY_SCOPE = '*';
export type GrantedScope = Scope | typeof EVERY_SCOPE;

export type KeyStatus = 'live' | 'expired' | 'revoked';

/** With which a program of the licensee shows who it is. The key itself is not kept. */
@Entity({ name: 'api_key' })
export class ApiKey {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column('text')
  mode: KeyMode;

  /** How it begins and ends. */
  @Column('text')
  hint: string;

  @Column('bytea')
  hash: Buffer;

  @Column('text', { array: true })
  scopes: GrantedScope[];

  /** Networks from which it works; none = from everywhere. */
  @Column('text', { array: true })
  addresses: string[];

  /** Version of the API that answers when a request names none. */
  @Column('text')
  version: string;

  @Column('uuid', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  /** To the minute: a busy key would otherwise write its row with each request. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}

export function statusOf({ revokedAt, expiresAt }: ApiKey, now: Date): KeyStatus {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'live';
}

export const grants = ({ scopes }: ApiKey, scope: Scope): boolean =>
  scopes.includes(EVERY_SCOPE) || scopes.includes(scope);

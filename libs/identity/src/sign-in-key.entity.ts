import type { webcrypto } from 'node:crypto';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SignInAlgorithm } from './external-token.js';

/** A public key with which a licensee vouches for its own users. */
@Entity({ name: 'sign_in_key' })
export class SignInKey {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  /** What its tokens say as `iss`. */
  @Column('text')
  issuer: string;

  /** What its tokens say as `kid`; unique among the keys that work. */
  @Column('text')
  kid: string;

  @Column('text')
  algorithm: SignInAlgorithm;

  @Column('jsonb')
  jwk: webcrypto.JsonWebKey;

  @Column('uuid', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';

export const SIGN_IN_OUTCOMES = ['signed_up', 'signed_in', 'wrong_password', 'refused', 'reuse_detected'] as const;
export type SignInOutcome = (typeof SIGN_IN_OUTCOMES)[number];

/** A line of the login history (features.md C9). Never changed. */
@Entity({ name: 'sign_in' })
export class SignIn {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'person_id' })
  personId: string;

  @Column('text')
  outcome: SignInOutcome;

  @Column('inet', { nullable: true })
  ip: string | null;

  @Column('text', { name: 'user_agent', nullable: true })
  userAgent: string | null;

  @Column('timestamptz')
  at: Date;
}

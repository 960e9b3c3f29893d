import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A line on the page of a person: what happened, and where to look. Kept for 180 days. */
@Entity({ name: 'notice', schema: 'app' })
export class InAppNotice {
  @PrimaryColumn('uuid', { name: 'licensee_id' }) licenseeId: string;
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('text') key: string;
  @Column('text') kind: string;
  @Column('text') title: string;
  /** On the host of the licensee. */
  @Column('text', { nullable: true }) path: string | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'read_at', nullable: true }) readAt: Date | null;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A host name that answers for a licensee. A host belongs to one licensee of the whole platform. */
@Entity({ name: 'licensee_domain' })
export class LicenseeDomain {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('text')
  host: string;

  @Column('boolean', { name: 'is_primary' })
  isPrimary: boolean;

  /** An unverified host does not resolve: nobody can park another's name here. */
  @Column('timestamptz', { name: 'verified_at', nullable: true })
  verifiedAt: Date | null;
}

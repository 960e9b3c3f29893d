import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A picture as it is served: 512 x 512 WebP. It never changes; a new one gets a new id. */
@Entity({ name: 'advisor_photo' })
export class AdvisorPhoto {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('bytea')
  picture: Buffer;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}

import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What staff wrote about a person (features.md L5). Never changed. */
@Entity({ name: 'person_note' })
export class PersonNote {
  @PrimaryColumn('uuid', { name: 'licensee_id' })
  licenseeId: string;

  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'person_id' })
  personId: string;

  @Column('uuid', { name: 'author_id' })
  authorId: string;

  @Column('text')
  text: string;

  @Column('timestamptz')
  at: Date;
}

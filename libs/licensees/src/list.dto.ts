import { Shown } from '@app/kernel';

/** The envelope of every list; the page classes add `data`. */
export abstract class ListEnvelope {
  @Shown('Always `list`', { type: String, enum: ['list'] })
  object: 'list';

  @Shown('True when there is a next page')
  has_more: boolean;

  @Shown('Send it as `cursor` to get the next page', { type: String, nullable: true })
  next_cursor: string | null;
}

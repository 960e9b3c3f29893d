import { ListEnvelope, Shown } from '@app/kernel';

export class BlockView {
  @Shown('Id') id: string;
  @Shown('The advisor whom you, an end user, blocked; null when you are the advisor', { type: String, nullable: true })
  advisorId: string | null;
  @Shown("The advisor's name, or the caller's alias", { example: 'Guest 4F7K2M' }) name: string;
  @Shown('Since when', { format: 'date-time' }) createdAt: string;
}

export class BlockList extends ListEnvelope {
  @Shown('Newest first', { type: [BlockView] }) data: BlockView[];
}

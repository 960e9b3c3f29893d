import { Shown } from '@app/kernel';

export class ChecklistItemView {
  @Shown('Stable name: domain, legal_terms, legal_privacy, legal_imprint, legal_withdrawal, pricing ...', {
    example: 'domain',
  })
  id: string;

  @Shown('True when nothing is missing')
  done: boolean;

  @Shown('What is missing, or what there is, in English', { example: 'No domain is verified.' })
  detail: string;

  @Shown('Whether opening waits for it')
  neededToOpen: boolean;

  @Shown('Where in the administration it is done', { example: '/admin/domains' })
  href: string;
}

export class ChecklistView {
  @Shown('In the order in which they are best done', { type: () => [ChecklistItemView] })
  items: ChecklistItemView[];

  @Shown('True when every item is done')
  ready: boolean;

  @Shown('When the licensee went live; null: not yet', { type: String, format: 'date-time', nullable: true })
  openedAt: string | null;
}

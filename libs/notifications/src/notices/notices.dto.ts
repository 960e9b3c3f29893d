import { ListEnvelope, Shown } from '@app/kernel';

export class NoticeView {
  @Shown('Id', { example: 'ntc_01hx0000000000000000000000' }) id: string;
  @Shown('What it is about', { example: 'complaint_resolved' }) kind: string;
  @Shown('What happened, in your language') title: string;
  @Shown('Where to look, on this host', { type: String, nullable: true }) path: string | null;
  @Shown('When it happened', { format: 'date-time' }) createdAt: string;
  @Shown('When you had read it', { type: String, format: 'date-time', nullable: true }) readAt: string | null;
}

export class NoticeList extends ListEnvelope {
  @Shown('Newest first', { type: () => [NoticeView] }) data: NoticeView[];
}

import { ListEnvelope, Shown, Text } from '@app/kernel';

export class AddNoteRequest {
  @Text({ description: 'Plain text', max: 2000, example: 'Asked for a call back on Monday' })
  text: string;
}

export class NoteAuthor {
  @Shown('Id of the person', { example: 'usr_01hx0000000000000000000000' })
  id: string;

  @Shown('Name that others see', { example: 'Sam Support' })
  displayName: string;
}

export class NoteResponse {
  @Shown('Id of the note', { example: 'note_01hx0000000000000000000000' })
  id: string;

  @Shown('Plain text')
  text: string;

  @Shown('Who wrote it', { type: () => NoteAuthor })
  author: NoteAuthor;

  @Shown('When', { type: String, format: 'date-time' })
  at: string;
}

export class NotePage extends ListEnvelope {
  @Shown('Newest first', { type: () => [NoteResponse] })
  data: NoteResponse[];
}

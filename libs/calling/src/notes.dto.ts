import { Shown, Text } from '@app/kernel';

export class WriteNote {
  @Text({ description: 'Plain text; empty takes the note away', min: 0, max: 2000 }) text: string;
}

export class NoteView {
  @Shown('Call') callId: string;
  @Shown('The note; only you see it') text: string;
  @Shown('When it was written', { format: 'date-time' }) updatedAt: string;
}

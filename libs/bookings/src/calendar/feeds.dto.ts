import { Shown } from '@app/kernel';

export class CalendarFeedView {
  @Shown('Whether there is an address') isOn: boolean;
  @Shown('When it was made', { type: String, format: 'date-time', nullable: true }) createdAt: string | null;
}

export class NewCalendarFeedView {
  @Shown('The address. It is shown once: whoever has it reads your bookings', { format: 'uri' }) url: string;
  @Shown('When it was made', { format: 'date-time' }) createdAt: string;
}

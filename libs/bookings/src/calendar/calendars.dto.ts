import { ListEnvelope, Shown, Text } from '@app/kernel';
import { PROVIDERS, type Provider } from './calendar-port.js';

const STATES = ['off', 'connected', 'failing', 'reconnect'] as const;

export class CalendarView {
  @Shown('Whose calendar', { type: String, enum: [...PROVIDERS] }) provider: Provider;
  @Shown(
    'off: not connected; failing: connected, but it could not be read for a while and is tried again; reconnect: it does not let us in any more, connect it again',
    { type: String, enum: [...STATES] },
  )
  status: (typeof STATES)[number];
  @Shown('When it was connected', { type: String, format: 'date-time', nullable: true }) connectedAt: string | null;
  @Shown('When it was read the last time', { type: String, format: 'date-time', nullable: true })
  syncedAt: string | null;
}

export class CalendarList extends ListEnvelope {
  @Shown('Those that can be connected here; none where the platform has not set any up', { type: [CalendarView] })
  data: CalendarView[];
}

export class CalendarConsentView {
  @Shown('Where you allow it; lead the browser there', { format: 'uri' }) url: string;
}

export class ConnectCalendar {
  @Text({
    description: 'From the address that the provider led back to',
    min: 43,
    max: 43,
    pattern: /^[A-Za-z0-9_-]{43}$/,
    example: 'Fh2Zk0yq1mQw8Vb7Xc3Nd5Rt9Js4Lp6GaEoUiYhTzSx',
  })
  state: string;
  @Text({ description: 'The same', max: 4_096, example: '4/0AbCdEf' }) code: string;
}

import { Problem, mapViolations } from '@app/kernel';

/** The way back from the provider was too long, was gone twice, or is somebody else's. */
export class CalendarNotConnected extends Problem {
  static override readonly type = 'calendar-not-connected';
  static override readonly title = 'The calendar was not connected';
  static override readonly status = 409;
  constructor() {
    super('The consent is not there, or is too old. Begin again.');
  }
}

// Two ways back at once: one of them is enough.
mapViolations({ calendar_link_of: () => new CalendarNotConnected() });

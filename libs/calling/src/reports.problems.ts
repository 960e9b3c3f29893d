import { Problem, mapViolations } from '@app/kernel';

export class ReportClosed extends Problem {
  static override readonly type = 'report-closed';
  static override readonly title = 'The report is closed already';
  static override readonly status = 409;
  constructor() {
    super('Somebody has closed it; its resolution stands.');
  }
}

export class ReportTaken extends Problem {
  static override readonly type = 'report-taken';
  static override readonly title = 'Somebody looks after the report already';
  static override readonly status = 409;
  constructor() {
    super('Take it over if they cannot.');
  }
}

export class AlreadyReported extends Problem {
  static override readonly type = 'already-reported';
  static override readonly title = 'You have reported this already';
  static override readonly status = 409;
  constructor() {
    super('Our team looks at it; another report changes nothing.');
  }
}

mapViolations({
  call_report_closed_once: () => new ReportClosed(),
  call_report_once_per_rating: () => new AlreadyReported(),
});

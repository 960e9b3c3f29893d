import { Problem, mapViolations } from '@app/kernel';

export class ReportClosed extends Problem {
  static override readonly type = 'report-closed';
  static override readonly title = 'The report is closed already';
  static override readonly status = 409;
  constructor() {
    super('Somebody has closed it; its resolution stands.');
  }
}

mapViolations({ call_report_closed_once: () => new ReportClosed() });

import { Problem, mapViolations } from '@app/kernel';

export class AdvisorNotActive extends Problem {
  static override readonly type = 'advisor-not-active';
  static override readonly title = 'The advisor may not take calls';
  static override readonly status = 409;
  constructor() {
    super('The licensee has not opened this profile, or has closed it.');
  }
}

export class AlreadyAdvisor extends Problem {
  static override readonly type = 'already-advisor';
  static override readonly title = 'The person is an advisor already';
  static override readonly status = 409;
  constructor() {
    super('A person has one advisor profile.');
  }
}

mapViolations({ advisor_person: () => new AlreadyAdvisor() });

import { Problem, mapViolations } from '@app/kernel';

export class CallNotPaid extends Problem {
  static override readonly type = 'call-not-paid';
  static override readonly title = 'The call has no paid price';
  static override readonly status = 409;
  constructor() {
    super('A complaint is about a call that was settled and cost something. Report a problem instead.');
  }
}

export class ComplaintTooLate extends Problem {
  static override readonly type = 'complaint-too-late';
  static override readonly title = 'The time for complaints about this call is over';
  static override readonly status = 409;
  constructor(windowHours: number, until: Date) {
    super(`A complaint is possible for ${windowHours} hours from the end of a call.`, {
      windowHours,
      until: until.toISOString(),
    });
  }
}

export class AlreadyComplained extends Problem {
  static override readonly type = 'already-complained';
  static override readonly title = 'There is a complaint about this call already';
  static override readonly status = 409;
  constructor() {
    super('A call can have one complaint.');
  }
}

export class NothingLeftToRefund extends Problem {
  static override readonly type = 'nothing-left-to-refund';
  static override readonly title = 'The whole price was given back already';
  static override readonly status = 409;
  constructor() {
    super('There is nothing left of the price of this call.');
  }
}

export class IllegalComplaintMove extends Problem {
  static override readonly type = 'illegal-complaint-move';
  static override readonly title = 'The complaint is past that point, or not there yet';
  static override readonly status = 409;
  constructor(move: string, state: string, dueAt: Date | null) {
    super(`A complaint that is ${state} cannot be ${move} now.`, {
      complaintState: state,
      dueAt: dueAt?.toISOString() ?? null,
    });
  }
}

export class AdvisorRefundsOff extends Problem {
  static override readonly type = 'advisor-refunds-off';
  static override readonly title = 'Advisors do not refund calls here';
  static override readonly status = 409;
  constructor() {
    super('Staff refund calls; ask them.');
  }
}

export class AdvisorRefundTooLate extends Problem {
  static override readonly type = 'advisor-refund-too-late';
  static override readonly title = 'The time for refunds by the advisor is over';
  static override readonly status = 409;
  constructor(days: number, until: Date) {
    super(`An advisor may refund a call for ${days} days from its end. Staff may still do it.`, {
      days,
      until: until.toISOString(),
    });
  }
}

mapViolations({ complaint_once_per_call: () => new AlreadyComplained() });

import { Problem } from '@app/kernel';

/** The licence is not in a state from which this is possible; `from` and `to` name the move. */
export class LicenceMoveRefused extends Problem {
  static override readonly type = 'licence-move-refused';
  static override readonly title = 'The licence cannot do this now';
  static override readonly status = 409;
  constructor(from: string, to: string) {
    const [is, wanted] = [from, to].map((status) => status.replaceAll('_', ' '));
    super(from === to ? `The licence is ${is} already.` : `A licence that is ${is} cannot become ${wanted}.`, {
      from,
      to,
    });
  }
}

/** The licence is over: data can be read and exported, and nothing changed. */
export class LicenceEnded extends Problem {
  static override readonly type = 'licence-ended';
  static override readonly title = 'The licence has ended';
  static override readonly status = 403;
  constructor() {
    super('Everything can be read and exported, and nothing changed any more.');
  }
}

/** Money is given back from here only at the end of a licence. */
export class LicenceNotOver extends Problem {
  static override readonly type = 'licence-not-over';
  static override readonly title = 'The licence has not ended';
  static override readonly status = 409;
  constructor() {
    super('While it runs, refunds are made in the wallet of the end user.');
  }
}

export class LicenceExists extends Problem {
  static override readonly type = 'licence-exists';
  static override readonly title = 'The licensee has a licence';
  static override readonly status = 409;
  constructor() {
    super('Change its plan instead.');
  }
}

/** Said to strangers: what is missing is for the operator to give. */
export class PlanNotOffered extends Problem {
  static override readonly type = 'plan-not-offered';
  static override readonly title = 'This plan cannot be taken at the moment';
  static override readonly status = 409;
  constructor() {
    super('The operator of this platform does not offer it right now. Take another plan, or ask the operator.');
  }
}

export class PlanArchived extends Problem {
  static override readonly type = 'plan-archived';
  static override readonly title = 'The plan is not offered any more';
  static override readonly status = 409;
  constructor() {
    super('Choose the newest version, or another plan.');
  }
}

export class PlanCurrencyDiffers extends Problem {
  static override readonly type = 'plan-currency-differs';
  static override readonly title = 'The plan is in another currency';
  static override readonly status = 409;
  constructor(plan: string, licensee: string) {
    super(`The plan is in ${plan}, the licensee in ${licensee}.`, { plan, licensee });
  }
}

export class SellerFixed extends Problem {
  static override readonly type = 'seller-fixed';
  static override readonly title = 'The seller cannot change now';
  static override readonly status = 409;
  constructor() {
    super(
      'Tax of settled calls waits for the seller of today. The seller can change when it is paid out, or before the first call with tax.',
    );
  }
}

import { Problem } from '@app/kernel';

export class SelfBillingChanged extends Problem {
  static override readonly type = 'self-billing-changed';
  static override readonly title = 'The agreement has changed';
  static override readonly status = 409;
  constructor(version: string) {
    super(`Version ${version} is in force now. Read it and agree again.`, { version });
  }
}

export class TaxIdentityDeclared extends Problem {
  static override readonly type = 'tax-identity-declared';
  static override readonly title = 'The advisor has declared it';
  static override readonly status = 409;
  constructor() {
    super('There is nothing to remind of.');
  }
}

export class ReportingEntityUnknown extends Problem {
  static override readonly type = 'reporting-entity-unknown';
  static override readonly title = 'The reporting company is not known';
  static override readonly status = 409;
  constructor() {
    super(
      'The report names the reporting company with its address and tax number: fill in the billing profile first; the operator, the issuer of its invoices.',
    );
  }
}

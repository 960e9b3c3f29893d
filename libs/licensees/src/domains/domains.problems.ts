import { Problem, mapViolations } from '@app/kernel';

export class PlatformHost extends Problem {
  static override readonly type = 'platform-host';
  static override readonly title = 'The host belongs to the platform';
  static override readonly status = 409;
  constructor() {
    super("Hosts under the platform's own name are given by the operator. Add a domain of your own.");
  }
}

export class TooManyDomains extends Problem {
  static override readonly type = 'too-many-domains';
  static override readonly title = 'There are too many domains';
  static override readonly status = 409;
  constructor(max: number) {
    super(`A licensee has ${max} domains at the most. Remove one first.`);
  }
}

export class DomainNotVerified extends Problem {
  static override readonly type = 'domain-not-verified';
  static override readonly title = 'The domain does not work yet';
  static override readonly status = 409;
  constructor() {
    super('Only a domain whose last check was good can be the primary one.');
  }
}

export class DomainNeeded extends Problem {
  static override readonly type = 'domain-needed';
  static override readonly title = 'The domain cannot be removed';
  static override readonly status = 409;
}

export class DomainsChanged extends Problem {
  static override readonly type = 'domains-changed';
  static override readonly title = 'Somebody else changed the domains';
  static override readonly status = 409;
  constructor() {
    super('Look at the domains again and repeat what is still needed.');
  }
}

mapViolations({ licensee_domain_primary: () => new DomainsChanged() });

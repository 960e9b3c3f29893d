import { Problem } from '@app/kernel';

export class TooManyEndpoints extends Problem {
  static override readonly type = 'too-many-webhook-endpoints';
  static override readonly title = 'There are as many webhook endpoints as there may be';
  static override readonly status = 409;
  constructor(limit: number) {
    super(`A licensee can have ${limit} webhook endpoints. Delete one that is not needed.`, { limit });
  }
}

export class EndpointDisabled extends Problem {
  static override readonly type = 'webhook-endpoint-disabled';
  static override readonly title = 'The webhook endpoint is disabled';
  static override readonly status = 409;
  constructor() {
    super('Enable the endpoint first; nothing is sent to it as long as it is disabled.');
  }
}

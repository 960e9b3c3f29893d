import type { Scope } from './key-scopes.js';
import type { Context } from './context.js';
import { Problem } from './problem.js';

export class ApiKeyScopeMissing extends Problem {
  static override readonly type = 'api-key-scope-missing';
  static override readonly title = 'The API key is not good for this';
  static override readonly status = 403;
  constructor(scope: Scope) {
    super(`The request needs the scope ${scope}.`, { scope });
  }
}

/** For what a request asks for beyond the scope of its route. People are held by their roles. @throws ApiKeyScopeMissing */
export function assertScope({ actor }: Context, scope: Scope): void {
  if (actor.kind === 'key' && !actor.scopes.includes(scope)) throw new ApiKeyScopeMissing(scope);
}

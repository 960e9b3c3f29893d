import { Problem } from '@app/kernel';

export class InvalidVerification extends Problem {
  static override readonly type = 'invalid-verification';
  static override readonly title = 'The link is not valid';
  static override readonly status = 409;
  constructor() {
    super('It is too old, or was not copied whole. Ask for another one.');
  }
}

import { Problem, mapViolations } from '@app/kernel';

export class NoDraft extends Problem {
  static override readonly type = 'no-draft';
  static override readonly title = 'There is nothing to publish';
  static override readonly status = 409;
  constructor() {
    super('Save a draft of this page in this language first.');
  }
}

/** Two people published at once; the other was first. */
mapViolations({ legal_version_pkey: () => new NoDraft() });

import { Problem } from '@app/kernel';

export class NoSuchVersion extends Problem {
  static override readonly type = 'no-such-version';
  static override readonly title = 'There is no such version';
  static override readonly status = 409;
  constructor(kind: string, locale: string, version: number) {
    super(`Version ${version} of "${kind}" was never published in "${locale}". Read the page again and ask again.`);
  }
}
